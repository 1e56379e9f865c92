package io.vesalius.tokenizer;

/**
 * A text as code points with the class of each, what splitting rules look at. A lone surrogate,
 * which UTF-8 can't hold, is U+FFFD.
 *
 * @param chars code points // [length]
 * @param types a number from {@link CharType} for each // [length]
 */
record CodePoints(int[] chars, byte[] types, int length) {
    static CodePoints of(final String text) {
        final char[] units = text.toCharArray();
        final int[] chars = new int[units.length];
        final byte[] types = new byte[units.length];
        int length = 0;
        for (int i = 0; i < units.length; length++) {
            final char unit = units[i++];
            int read = unit;
            if (Character.isSurrogate(unit)) {
                read = 0xFFFD;
                if (Character.isHighSurrogate(unit)
                        && i < units.length
                        && Character.isLowSurrogate(units[i])) {
                    read = Character.toCodePoint(unit, units[i++]);
                }
            }
            chars[length] = read;
            types[length] = (byte) CharType.of(read);
        }
        return new CodePoints(chars, types, length);
    }

    boolean is(final int index, final int types) {
        return CharType.in(this.types[index], types);
    }

    /** The end of the run of characters of these types that starts at `from`. */
    int runEnd(final int from, final int to, final int types) {
        int end = from;
        while (end < to && is(end, types)) {
            end++;
        }
        return end;
    }

    boolean isNewline(final int index) {
        return chars[index] == '\n' || chars[index] == '\r';
    }

    /**
     * Writes a range as UTF-8 at the buffer's start, which has 4 bytes a character; returns the
     * length.
     */
    int utf8(final int from, final int to, final byte[] out) {
        int length = 0;
        for (int i = from; i < to; i++) {
            length = Utf8.write(chars[i], out, length);
        }
        return length;
    }
}
