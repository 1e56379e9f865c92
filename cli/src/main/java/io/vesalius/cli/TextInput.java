package io.vesalius.cli;

import io.vesalius.base.BadFileException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text of files and of standard input: UTF-8, as it is, with its last line end. */
final class TextInput {
    /** More than any model's context holds, and little beside its weights. */
    static final int MOST_BYTES = 256 << 20;

    private TextInput() {}

    /**
     * A file's text.
     *
     * @throws BadFileException for what is no file, no UTF-8, or too large
     */
    static String file(final Path path) {
        if (!Files.exists(path)) {
            throw new BadFileException(path + ": no such file");
        }
        if (Files.isDirectory(path)) {
            throw new BadFileException(path + ": this is a directory: a text file is needed");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return text(in, path.toString());
        } catch (IOException e) {
            throw new BadFileException(path + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** All of standard input. */
    static String standardInput(final Shell shell) {
        try {
            return text(shell.in(), "standard input");
        } catch (IOException e) {
            throw new BadFileException("standard input can't be read: " + e.getMessage(), e);
        }
    }

    private static String text(final InputStream in, final String where) throws IOException {
        final byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new BadFileException(
                    "%s: more than %d bytes: take a smaller part".formatted(where, MOST_BYTES));
        }
        final ByteBuffer left = ByteBuffer.wrap(bytes);
        final CharBuffer text = CharBuffer.allocate(bytes.length);
        final CoderResult result =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(left, text, true);
        if (result.isError()) {
            throw new BadFileException(
                    "%s: byte 0x%02x at %d is not UTF-8: convert the text first"
                            .formatted(where, bytes[left.position()] & 0xff, left.position()));
        }
        return text.flip().toString();
    }
}
