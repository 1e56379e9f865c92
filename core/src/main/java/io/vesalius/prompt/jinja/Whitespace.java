package io.vesalius.prompt.jinja;

/** What Python calls white space in strings and regular expressions; all of it lies in the BMP. */
final class Whitespace {
    private Whitespace() {}

    static boolean is(final int c) {
        return c >= 0x09 && c <= 0x0d
                || c >= 0x1c && c <= 0x20
                || c == 0x85
                || c == 0xa0
                || c > 0xff && isWide(c);
    }

    private static boolean isWide(final int c) {
        return c == 0x1680
                || c >= 0x2000 && c <= 0x200a
                || c == 0x2028
                || c == 0x2029
                || c == 0x202f
                || c == 0x205f
                || c == 0x3000;
    }

    static boolean isAll(final String chars, final int from) {
        return skip(chars, from) == chars.length();
    }

    /** The first offset from `from` on that holds no white space. */
    static int skip(final String chars, final int from) {
        int at = from;
        while (at < chars.length() && is(chars.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The offset after the last character from `from` on that is no white space. */
    static int trimmedEnd(final String chars, final int from) {
        return trimmedEnd(chars, from, chars.length());
    }

    /** The same within two offsets. */
    static int trimmedEnd(final String chars, final int from, final int to) {
        int end = to;
        while (end > from && is(chars.charAt(end - 1))) {
            end--;
        }
        return end;
    }
}
