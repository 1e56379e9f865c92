package io.vesalius.tokenizer;

import java.nio.charset.StandardCharsets;

/**
 * The stage that turns ids back into bytes.
 *
 * @param tokens as the model matches them
 * @param texts as they read: the bytes that each adds to a text, of a control token its name
 * @param marksSpaces whether U+2581 in pieces stands for a space
 * @param prefixed whether a text's first word got a space before it that was not in the text
 */
record Decoder(TokenTable tokens, TokenTable texts, boolean marksSpaces, boolean prefixed) {
    /** Of a vocabulary whose tokens are the bytes that they stand for. */
    static Decoder ofBytes(final TokenTable tokens) {
        return new Decoder(tokens, tokens, false, false);
    }

    /** Of a vocabulary whose pieces have marks for spaces, and may have tokens for bytes. */
    static Decoder ofPieces(final TokenTable tokens, final boolean prefixed) {
        return new Decoder(tokens, tokens.mapped(id -> text(tokens, id)), true, prefixed);
    }

    private static byte[] text(final TokenTable tokens, final int id) {
        final byte[] bytes = tokens.bytes(id);
        return switch (tokens.kind(id)) {
            case NORMAL, UNUSED -> spaces(bytes);
            case BYTE -> {
                final String name = new String(bytes, StandardCharsets.UTF_8);
                yield new byte[] {(byte) ByteFallback.value(name, id)};
            }
            case USER_DEFINED, CONTROL, UNKNOWN -> bytes;
        };
    }

    private static byte[] spaces(final byte[] bytes) {
        final byte[] spaced = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            final boolean mark =
                    i + 2 < bytes.length
                            && bytes[i] == (byte) 0xE2
                            && bytes[i + 1] == (byte) 0x96
                            && bytes[i + 2] == (byte) 0x81;
            spaced[length++] = mark ? (byte) ' ' : bytes[i];
            i += mark ? 2 : 0;
        }
        return java.util.Arrays.copyOf(spaced, length);
    }

    /** Whether a token adds to what people read. */
    boolean isVisible(final int id, final boolean keepControl) {
        if (texts.start(id) == texts.end(id)) {
            return false;
        }
        return switch (tokens.kind(id)) {
            case CONTROL, UNKNOWN -> keepControl;
            case NORMAL, UNUSED, BYTE, USER_DEFINED -> true;
        };
    }

    /**
     * Where the bytes of a visible token start in those of all.
     *
     * @param first whether it is the first of a text, whose added space goes
     */
    int start(final int id, final boolean first) {
        final int start = texts.start(id);
        return first && prefixed && texts.blob()[start] == ' ' ? start + 1 : start;
    }
}
