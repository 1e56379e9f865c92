package io.vesalius.tokenizer;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * The bytes of every token in one block of memory, and what kind each is.
 *
 * <p>The bytes are those that the model matches: in a byte-level vocabulary the bytes that the text
 * stands for, elsewhere UTF-8 with U+2581 for a space.
 */
final class TokenTable {
    private final byte[] blob;
    private final int[] offsets; // [vocabSize + 1]
    private final TokenKind[] kinds; // [vocabSize]

    private TokenTable(final byte[] blob, final int[] offsets, final TokenKind[] kinds) {
        this.blob = blob;
        this.offsets = offsets;
        this.kinds = kinds;
    }

    int size() {
        return kinds.length;
    }

    TokenKind kind(final int id) {
        return kinds[id];
    }

    byte[] blob() {
        return blob;
    }

    int start(final int id) {
        return offsets[id];
    }

    int end(final int id) {
        return offsets[id + 1];
    }

    /** Bytes of the longest token. */
    int longest() {
        int longest = 1;
        for (int id = 0; id < kinds.length; id++) {
            longest = Math.max(longest, end(id) - start(id));
        }
        return longest;
    }

    /** Whether a token's bytes are those from `from` to `to`. */
    boolean is(final int id, final byte[] bytes, final int from, final int to) {
        return Arrays.equals(bytes, from, to, blob, offsets[id], offsets[id + 1]);
    }

    /** The same tokens with other bytes. */
    TokenTable mapped(final IntFunction<byte[]> bytes) {
        final int[] ends = new int[offsets.length];
        final ByteArrayOutputStream out = new ByteArrayOutputStream(blob.length);
        for (int id = 0; id < kinds.length; id++) {
            out.writeBytes(bytes.apply(id));
            ends[id + 1] = out.size();
        }
        return new TokenTable(out.toByteArray(), ends, kinds);
    }

    byte[] bytes(final int id) {
        return Arrays.copyOfRange(blob, offsets[id], offsets[id + 1]);
    }

    /** The vocabulary as UTF-8. */
    static TokenTable ofText(final Vocabulary vocabulary) {
        return build(vocabulary, false);
    }

    /**
     * The vocabulary as bytes; what isn't spelled in the byte alphabet, and added tokens, as UTF-8.
     */
    static TokenTable ofByteLevel(final Vocabulary vocabulary) {
        return build(vocabulary, true);
    }

    private static TokenTable build(final Vocabulary vocabulary, final boolean byteLevel) {
        final String[] texts = vocabulary.texts();
        final TokenKind[] kinds = vocabulary.kinds();
        final int[] offsets = new int[texts.length + 1];
        byte[] blob = new byte[Math.max(16, texts.length * 8)];
        int end = 0;
        for (int id = 0; id < texts.length; id++) {
            final int most = texts[id].length() * 3;
            if (blob.length - end < most) {
                blob =
                        Arrays.copyOf(
                                blob,
                                Math.max(end + most, Math.addExact(blob.length, blob.length / 2)));
            }
            final boolean normal = kinds[id] == TokenKind.NORMAL || kinds[id] == TokenKind.UNUSED;
            final int spelled = byteLevel && normal ? spell(texts[id], blob, end) : -1;
            end = spelled >= 0 ? spelled : utf8(texts[id], blob, end);
            offsets[id + 1] = end;
        }
        return new TokenTable(Arrays.copyOf(blob, end), offsets, kinds);
    }

    private static int spell(final String text, final byte[] blob, final int at) {
        for (int i = 0; i < text.length(); i++) {
            final int value = ByteAlphabet.toByte(text.charAt(i));
            if (value < 0) {
                return -1;
            }
            blob[at + i] = (byte) value;
        }
        return at + text.length();
    }

    private static int utf8(final String text, final byte[] blob, final int at) {
        int end = at;
        for (int i = 0; i < text.length(); ) {
            final int read = text.codePointAt(i);
            i += Character.charCount(read);
            final boolean lone = read >= Character.MIN_SURROGATE && read <= Character.MAX_SURROGATE;
            end = Utf8.write(lone ? 0xFFFD : read, blob, end);
        }
        return end;
    }
}
