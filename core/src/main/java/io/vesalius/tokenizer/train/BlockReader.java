package io.vesalius.tokenizer.train;

import io.vesalius.base.BadFileException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a corpus into blocks for many threads to take. A block ends behind something other than
 * white space and before white space: there the trainers' rules cut too, so that blocks leave no
 * trace in the counts. Where a block has no such place it ends between two characters. The cuts
 * depend on the texts alone.
 */
final class BlockReader implements AutoCloseable {
    private static final int SIZE = 1 << 18;

    private final Corpus corpus;
    private final TrainingProgress progress;
    private final long total;
    private long done;
    private long number;
    private int source = -1;
    private @Nullable InputStream in;
    private long offset; // in the source, of `kept`
    private byte[] kept = {}; // read, and not yet given away

    BlockReader(final Corpus corpus, final TrainingProgress progress) {
        this.corpus = corpus;
        this.progress = progress;
        this.total = corpus.bytes();
    }

    /**
     * The next block, or null after the last.
     *
     * @throws BadFileException when a file can't be read
     */
    synchronized @Nullable Block next() {
        while (true) {
            if (in == null) {
                if (source + 1 == corpus.sources().size()) {
                    return null;
                }
                in = corpus.sources().get(++source).open();
                offset = 0;
            }
            final Block block = cut(in, corpus.sources().get(source).name());
            if (block != null) {
                done += block.bytes().length;
                progress.report(TrainingProgress.Stage.READING, Math.min(done, total), total);
                return block;
            }
            close();
        }
    }

    private @Nullable Block cut(final InputStream from, final String name) {
        final byte[] bytes = Arrays.copyOf(kept, Math.max(kept.length, SIZE));
        int length = kept.length;
        try {
            length += from.readNBytes(bytes, length, bytes.length - length);
        } catch (final IOException failure) {
            throw new BadFileException(
                    "%s can't be read: %s".formatted(name, failure.getMessage()), failure);
        }
        if (length == 0) {
            return null;
        }
        final int end = length < bytes.length ? length : end(bytes, length);
        kept = Arrays.copyOfRange(bytes, end, length);
        final Block block =
                new Block(number++, name, offset, length < bytes.length, Arrays.copyOf(bytes, end));
        offset += end;
        return block;
    }

    private static int end(final byte[] bytes, final int length) {
        for (int at = length - 1; at > 0; at--) {
            if (isAsciiSpace(bytes[at]) && !isSpace(bytes, start(bytes, at - 1), at)) {
                return at;
            }
        }
        return Math.max(start(bytes, length - 1), 1);
    }

    private static boolean isAsciiSpace(final byte value) {
        return value == ' ' || value == '\n' || value == '\r' || value == '\t';
    }

    /** The first byte of the character that a byte is of. */
    private static int start(final byte[] bytes, final int within) {
        int start = within;
        while (start > 0 && start > within - 3 && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        return start;
    }

    private static boolean isSpace(final byte[] bytes, final int from, final int to) {
        final int read = new String(bytes, from, to - from, StandardCharsets.UTF_8).codePointAt(0);
        return Character.isWhitespace(read) || Character.isSpaceChar(read) || read == 0x85;
    }

    @Override
    public synchronized void close() {
        try {
            if (in != null) {
                in.close();
            }
        } catch (final IOException failure) {
            throw new BadFileException(
                    "%s can't be read: %s"
                            .formatted(corpus.sources().get(source).name(), failure.getMessage()),
                    failure);
        } finally {
            in = null;
        }
    }
}
