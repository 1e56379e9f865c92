package io.vesalius.format;

/** Text from a file in a form that is safe in a one-line message: quoted, cut, controls escaped. */
final class Shown {
    private static final int LONGEST = 80;

    private Shown() {}

    static String text(final String text) {
        final StringBuilder shown = new StringBuilder("'");
        text.codePoints()
                .limit(LONGEST)
                .forEach(
                        c -> {
                            if (breaksLines(c)) {
                                shown.append("\\u{").append(Integer.toHexString(c)).append('}');
                            } else {
                                shown.appendCodePoint(c);
                            }
                        });
        return shown.append(text.codePoints().skip(LONGEST).findAny().isPresent() ? "...'" : "'")
                .toString();
    }

    /** Whether a message with this text could be broken up, hidden or cut at a NUL. */
    static boolean hasControls(final String text) {
        return text.codePoints().anyMatch(Shown::breaksLines);
    }

    private static boolean breaksLines(final int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }
}
