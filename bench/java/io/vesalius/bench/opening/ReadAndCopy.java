package io.vesalius.bench.opening;

import io.vesalius.kernel.WorkerTeam;
import io.vesalius.tensor.HostMemory;
import io.vesalius.tensor.PageSize;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The least that a loader that rearranges weights could do: each worker reads pieces of the file
 * and copies them to where they stay, fresh memory of huge pages.
 */
final class ReadAndCopy {
    /** Stays in a core's second-level cache between reading and copying. */
    private static final long PIECE = 256 << 10;

    private ReadAndCopy() {}

    /** How long it takes; what was taken is given back afterwards. */
    static long nanos(final Path file, final int threads) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                WorkerTeam team = new WorkerTeam(threads);
                Arena arena = Arena.ofShared()) {
            final long start = System.nanoTime();
            final long size = channel.size();
            final MemorySegment buffers = arena.allocate(threads * PIECE, 64);
            final MemorySegment all = HostMemory.allocate(arena, size, PageSize.HUGE, "a copy");
            team.run(
                    Math.toIntExact(Math.ceilDiv(size, PIECE)),
                    (worker, piece) -> {
                        final long at = piece * PIECE;
                        final MemorySegment buffer =
                                buffers.asSlice(worker * PIECE, Math.min(PIECE, size - at));
                        fill(channel, at, buffer);
                        MemorySegment.copy(buffer, 0, all, at, buffer.byteSize());
                    });
            return System.nanoTime() - start;
        }
    }

    private static void fill(final FileChannel channel, final long at, final MemorySegment buffer) {
        final ByteBuffer bytes = buffer.asByteBuffer();
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, at + bytes.position()) < 0) {
                    throw new EOFException("the file became shorter");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
