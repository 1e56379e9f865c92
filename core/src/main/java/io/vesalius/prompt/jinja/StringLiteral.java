package io.vesalius.prompt.jinja;

/** Python's escapes in a string literal. */
final class StringLiteral {
    private StringLiteral() {}

    /**
     * The value of the literal between two offsets; an escape that Python doesn't know stays as it
     * is.
     */
    static String unescaped(final Source source, final int from, final int to) {
        final String chars = source.chars();
        final StringBuilder value = new StringBuilder(to - from);
        int at = from;
        while (at < to) {
            final char c = chars.charAt(at);
            if (c == '\\') {
                at = escape(source, at, to, value);
            } else {
                value.append(c);
                at++;
            }
        }
        return value.toString();
    }

    /** Appends what an escape means; returns the offset after it. */
    private static int escape(
            final Source source, final int at, final int to, final StringBuilder value) {
        final char c = source.chars().charAt(at + 1);
        switch (c) {
            case '\n' -> {
                // a backslash at the end of a line joins it with the next
            }
            case '\\', '\'', '"' -> value.append(c);
            case 'a' -> value.append('\u0007');
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'v' -> value.append('\u000b');
            case 'x' -> {
                return hexadecimal(source, at, to, value, 2);
            }
            case 'u' -> {
                return hexadecimal(source, at, to, value, 4);
            }
            case 'U' -> {
                return hexadecimal(source, at, to, value, 8);
            }
            case 'N' -> {
                return named(source, at, to, value);
            }
            default -> {
                return other(source, at, to, value);
            }
        }
        return at + 2;
    }

    private static int hexadecimal(
            final Source source,
            final int at,
            final int to,
            final StringBuilder value,
            final int count) {
        final int end = at + 2 + count;
        int code = 0;
        for (int i = at + 2; i < Math.min(end, to); i++) {
            final int digit = Character.digit(source.chars().charAt(i), 16);
            code = digit < 0 || code > 0xfffffff ? -1 : code << 4 | digit;
            if (digit < 0) {
                break;
            }
        }
        if (end > to || !Character.isValidCodePoint(code)) {
            throw source.error(
                    at,
                    "the escape \\%s needs %d hexadecimal digits of a character"
                            .formatted(source.chars().charAt(at + 1), count));
        }
        value.appendCodePoint(code);
        return end;
    }

    private static int named(
            final Source source, final int at, final int to, final StringBuilder value) {
        final int end = source.chars().indexOf('}', at);
        if (source.chars().charAt(at + 2) != '{' || end < 0 || end >= to) {
            throw source.error(at, "the escape \\N needs a character's name in braces");
        }
        final String name = source.chars().substring(at + 3, end);
        try {
            value.appendCodePoint(Character.codePointOf(name));
        } catch (IllegalArgumentException e) {
            throw source.error(at, "no character is named " + Printing.shown(name));
        }
        return end + 1;
    }

    /** An octal number of up to three digits, or no escape at all. */
    private static int other(
            final Source source, final int at, final int to, final StringBuilder value) {
        int end = at + 1;
        int code = 0;
        while (end < Math.min(to, at + 4) && Character.digit(source.chars().charAt(end), 8) >= 0) {
            code = code * 8 + Character.digit(source.chars().charAt(end), 8);
            end++;
        }
        if (end > at + 1) {
            value.append((char) code);
            return end;
        }
        value.append('\\');
        return at + 1;
    }
}
