package io.vesalius.tokenizer;

import java.nio.charset.StandardCharsets;

/**
 * The stage that turns ids back into bytes.
 *
 * @param marksSpaces whether U+2581 in pieces stands for a space
 * @param prefixed whether a text's first word got a space before it that was not in the text
 */
record Decoder(TokenTable tokens, boolean marksSpaces, boolean prefixed) {
    private static final byte[] NOTHING = {};

    /** The bytes of a token in a text; of a control token the bytes of its name. */
    byte[] bytes(final int id) {
        return switch (tokens.kind(id)) {
            case NORMAL, UNUSED -> {
                final byte[] bytes = tokens.bytes(id);
                yield marksSpaces ? spaces(bytes) : bytes;
            }
            case BYTE ->
                    new byte[] {
                        (byte)
                                ByteFallback.value(
                                        new String(tokens.bytes(id), StandardCharsets.UTF_8), id)
                    };
            case USER_DEFINED, CONTROL, UNKNOWN -> tokens.bytes(id);
        };
    }

    byte[] visible(final int id, final boolean keepControl) {
        final boolean control =
                tokens.kind(id) == TokenKind.CONTROL || tokens.kind(id) == TokenKind.UNKNOWN;
        return control && !keepControl ? NOTHING : bytes(id);
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
}
