package io.vesalius.tokenizer.train;

import io.vesalius.base.BadFileException;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A part of a text that starts where a word starts.
 *
 * @param number of the block in the corpus
 * @param name of the text
 * @param offset of the first byte in the text
 * @param last whether the text ends here
 */
record Block(long number, String name, long offset, boolean last, byte[] bytes) {
    boolean first() {
        return offset == 0;
    }

    /**
     * @throws BadFileException when the bytes are no UTF-8, saying where
     */
    String text() {
        final String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            check();
        }
        return text;
    }

    private void check() {
        final CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        final ByteBuffer in = ByteBuffer.wrap(bytes);
        final CoderResult result = decoder.decode(in, CharBuffer.allocate(bytes.length), true);
        if (result.isError()) {
            throw new BadFileException(
                    "%s is no UTF-8: byte 0x%02X at offset %d can't stand there: convert the file"
                            .formatted(
                                    name,
                                    bytes[in.position()] & 0xFF,
                                    Math.addExact(offset, in.position())));
        }
    }
}
