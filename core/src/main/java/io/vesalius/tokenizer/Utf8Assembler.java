package io.vesalius.tokenizer;

/**
 * Bytes to characters, byte by byte, so that where a stream is cut can't matter. Ill-formed bytes
 * become U+FFFD, one for each maximal part of a well-formed sequence (Unicode 16, section 3.9).
 */
final class Utf8Assembler {
    private int codePoint;
    private int needed; // continuation bytes still to come
    private int least = 0x80; // bounds of the next one
    private int most = 0xBF;

    void push(final byte[] bytes, final int from, final int to, final StringBuilder out) {
        for (int i = from; i < to; i++) {
            push(bytes[i] & 0xFF, out);
        }
    }

    private void push(final int value, final StringBuilder out) {
        if (needed > 0) {
            if (value >= least && value <= most) {
                codePoint = codePoint << 6 | value & 0x3F;
                least = 0x80;
                most = 0xBF;
                if (--needed == 0) {
                    out.appendCodePoint(codePoint);
                }
                return;
            }
            finish(out);
        }
        open(value, out);
    }

    private void open(final int value, final StringBuilder out) {
        if (value < 0x80) {
            out.append((char) value);
        } else if (value >= 0xC2 && value <= 0xDF) {
            expect(1, value & 0x1F);
        } else if (value >= 0xE0 && value <= 0xEF) {
            expect(2, value & 0x0F);
            least = value == 0xE0 ? 0xA0 : 0x80; // no overlong forms
            most = value == 0xED ? 0x9F : 0xBF; // no surrogates
        } else if (value >= 0xF0 && value <= 0xF4) {
            expect(3, value & 0x07);
            least = value == 0xF0 ? 0x90 : 0x80;
            most = value == 0xF4 ? 0x8F : 0xBF; // nothing over U+10FFFF
        } else {
            out.append('\uFFFD');
        }
    }

    private void expect(final int count, final int bits) {
        needed = count;
        codePoint = bits;
    }

    /** Ends the stream: half a character becomes U+FFFD. */
    void finish(final StringBuilder out) {
        if (needed > 0) {
            out.append('\uFFFD');
        }
        needed = 0;
        least = 0x80;
        most = 0xBF;
    }
}
