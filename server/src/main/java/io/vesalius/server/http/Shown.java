package io.vesalius.server.http;

/** Text of others in messages and logs: one short line without control characters. */
public final class Shown {
    private static final int MOST_CHARS = 200;

    private Shown() {}

    /** At most 200 characters. */
    public static String line(final String text) {
        final StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(MOST_CHARS)
                .forEach(
                        c -> {
                            if (isPlain(c)) {
                                line.appendCodePoint(c);
                            } else {
                                line.append("\\u{%x}".formatted(c));
                            }
                        });
        return line.length() < text.length() && text.codePoints().skip(MOST_CHARS).count() > 0
                ? line + "..."
                : line.toString();
    }

    private static boolean isPlain(final int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
