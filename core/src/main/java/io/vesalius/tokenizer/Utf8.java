package io.vesalius.tokenizer;

/** UTF-8 written from code points; what a lone surrogate becomes is decided before. */
final class Utf8 {
    private Utf8() {}

    /** The length in bytes of the character that a lead byte opens; 1 for a stray one. */
    static int length(final byte lead) {
        return switch (Integer.numberOfLeadingZeros(~(lead << 24))) {
            case 2 -> 2;
            case 3 -> 3;
            case 4 -> 4;
            default -> 1;
        };
    }

    /** Bytes of a text; a lone surrogate counts as U+FFFD. */
    static long length(final String text) {
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            final char unit = text.charAt(i);
            final boolean pair =
                    Character.isHighSurrogate(unit)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            length += pair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
            i += pair ? 1 : 0;
        }
        return length;
    }

    /** Writes a code point at an offset with room for 4 bytes; returns the offset after it. */
    static int write(final int codePoint, final byte[] out, final int at) {
        int offset = at;
        if (codePoint < 0x80) {
            out[offset++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            out[offset++] = (byte) (0xC0 | codePoint >> 6);
            out[offset++] = (byte) (0x80 | codePoint & 0x3F);
        } else if (codePoint < 0x10000) {
            out[offset++] = (byte) (0xE0 | codePoint >> 12);
            out[offset++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            out[offset++] = (byte) (0x80 | codePoint & 0x3F);
        } else {
            out[offset++] = (byte) (0xF0 | codePoint >> 18);
            out[offset++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
            out[offset++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            out[offset++] = (byte) (0x80 | codePoint & 0x3F);
        }
        return offset;
    }
}
