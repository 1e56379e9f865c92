package io.vesalius.tokenizer;

/**
 * The 256 printable characters that stand for bytes in byte-level vocabularies (Radford et al.
 * 2019, the released GPT-2 encoder): printable Latin-1 stands for itself, the other 68 bytes for
 * U+0100 and up, in their order.
 */
public final class ByteAlphabet {
    private static final char[] CHARS = new char[256];
    private static final short[] BYTES = new short[0x144];

    static {
        java.util.Arrays.fill(BYTES, (short) -1);
        char next = 0x100;
        for (int value = 0; value < 256; value++) {
            final boolean printable =
                    value >= '!' && value <= '~' || value >= 0xA1 && value != 0xAD;
            CHARS[value] = printable ? (char) value : next++;
            BYTES[CHARS[value]] = (short) value;
        }
    }

    private ByteAlphabet() {}

    /** The character that stands for a byte, 0 to 255. */
    public static char toChar(final int value) {
        return CHARS[value];
    }

    /** The byte a character stands for, or -1. */
    public static int toByte(final char character) {
        return character < BYTES.length ? BYTES[character] : -1;
    }
}
