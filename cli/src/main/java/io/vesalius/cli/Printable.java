package io.vesalius.cli;

/**
 * Foreign text made safe for a terminal: what would move the cursor or hide text is spelled out.
 */
final class Printable {
    private Printable() {}

    /** In one line: line ends too are spelled out. */
    static String line(final String text) {
        return escaped(text, false);
    }

    /** Line ends and tabs stay. */
    static String lines(final String text) {
        return escaped(text, true);
    }

    /** One line of at most so many code points. */
    static String line(final String text, final int most) {
        final String line = line(text);
        return line.codePointCount(0, line.length()) <= most
                ? line
                : line.substring(0, line.offsetByCodePoints(0, most)) + "...";
    }

    private static String escaped(final String text, final boolean keepLines) {
        if (text.codePoints().noneMatch(c -> unsafe(c, keepLines))) {
            return text;
        }
        final StringBuilder safe = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            if (!unsafe(c, keepLines)) {
                                safe.appendCodePoint(c);
                            } else if (c == '\n') {
                                safe.append("\\n");
                            } else {
                                safe.append("\\u{").append(Integer.toHexString(c)).append('}');
                            }
                        });
        return safe.toString();
    }

    private static boolean unsafe(final int c, final boolean keepLines) {
        if (c == '\n' || c == '\t') {
            return !keepLines;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            case Character.FORMAT -> !isJoiner(c);
            default -> false;
        };
    }

    /** Scripts and emoji need them, and they hide nothing. */
    private static boolean isJoiner(final int c) {
        return c == 0x200c || c == 0x200d || c >= 0xe0020 && c <= 0xe007f;
    }
}
