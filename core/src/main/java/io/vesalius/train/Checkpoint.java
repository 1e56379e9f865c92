package io.vesalius.train;

import io.vesalius.base.BadFileException;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A training's state in a file: a mark, what is being trained, how many steps are done, the arrays.
 *
 * @param training everything that the state after some steps depends on
 * @param arrays that are written and read, in place
 */
record Checkpoint(IntFunction<String> training, List<float[]> arrays) {
    private static final long MARK = 0x5645_5341_4c54_0001L;
    private static final int CHUNK = 1 << 14; // floats

    /** Writes a file that appears whole or not at all. */
    void write(final Path file, final int step) {
        final Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (DataOutputStream out =
                    new DataOutputStream(
                            new BufferedOutputStream(Files.newOutputStream(part), 1 << 16))) {
                out.writeLong(MARK);
                out.writeInt(step);
                out.writeUTF(training.apply(step));
                for (final float[] array : arrays) {
                    write(out, array);
                }
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BadFileException(file + ": can't be written: " + e.getMessage(), e);
        }
    }

    private static void write(final DataOutputStream out, final float[] array) throws IOException {
        out.writeInt(array.length);
        final ByteBuffer buffer = ByteBuffer.allocate(4 * CHUNK);
        for (int from = 0; from < array.length; from += CHUNK) {
            final int count = Math.min(CHUNK, array.length - from);
            buffer.asFloatBuffer().put(array, from, count);
            out.write(buffer.array(), 0, 4 * count);
        }
    }

    /**
     * Reads the arrays.
     *
     * @return steps that were done
     * @throws BadFileException for a file that is none, is damaged, or is of another training
     */
    int read(final Path file) {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            if (in.readLong() != MARK) {
                throw new BadFileException(file + ": is no checkpoint of a training");
            }
            final int step = in.readInt();
            final String found = in.readUTF();
            if (!found.equals(training.apply(step))) {
                throw new BadFileException(
                        "%s: is of another training: %s; this one is %s. Delete it, or give what it was made with"
                                .formatted(file, found, training.apply(step)));
            }
            for (final float[] array : arrays) {
                read(in, array, file);
            }
            return step;
        } catch (EOFException e) {
            throw new BadFileException(file + ": the checkpoint ends early: delete it", e);
        } catch (IOException e) {
            throw new BadFileException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    private static void read(final DataInputStream in, final float[] array, final Path file)
            throws IOException {
        final int length = in.readInt();
        if (length != array.length) {
            throw new BadFileException(
                    "%s: holds %d numbers where %d are needed: delete it"
                            .formatted(file, length, array.length));
        }
        final ByteBuffer buffer = ByteBuffer.allocate(4 * CHUNK);
        for (int from = 0; from < length; from += CHUNK) {
            final int count = Math.min(CHUNK, length - from);
            in.readFully(buffer.array(), 0, 4 * count);
            buffer.asFloatBuffer().get(array, from, count);
        }
    }
}
