package io.vesalius.prompt;

/** Anyone's text in a form that fits a one-line message: cut, what breaks lines replaced. */
final class OneLine {
    private static final int LONGEST = 300;

    private OneLine() {}

    static String of(final String text) {
        final StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .map(c -> breaksLines(c) ? ' ' : c)
                .forEach(line::appendCodePoint);
        return text.codePoints().skip(LONGEST).findAny().isPresent()
                ? line.append("...").toString()
                : line.toString();
    }

    private static boolean breaksLines(final int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }
}
