package io.vesalius.kernel;

import io.vesalius.tensor.HostMemory;
import io.vesalius.tensor.PageSize;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A plain read of memory far larger than the caches by all workers, as often as somebody wants to
 * know how fast that is: on a machine with other guests it differs from second to second.
 */
public final class MemoryStream implements AutoCloseable {
    static final long BYTES = 512L << 20;
    private static final int PIECE = 1 << 20;
    private static final int PIECES = (int) (BYTES / PIECE);

    private final LimitLoops loops;
    private final WorkerTeam team;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;

    /**
     * @throws io.vesalius.base.CapacityException when there isn't 512 MiB to read
     */
    public MemoryStream(final LimitLoops loops, final WorkerTeam team) {
        this.loops = loops;
        this.team = team;
        try {
            memory =
                    HostMemory.allocate(
                            arena, BYTES, PageSize.HUGE, "a measurement of memory speed");
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
        // Untouched pages are all the same zeros, which the caches hold.
        team.run(PIECES, (worker, piece) -> piece(piece).fill((byte) 1));
    }

    /** Reads all of it once. */
    void read() {
        team.run(PIECES, (worker, piece) -> loops.read(piece(piece)));
    }

    /** Bytes a second of one reading. */
    public double bytesPerSecond() {
        final long start = System.nanoTime();
        read();
        return BYTES * 1e9 / Math.max(1, System.nanoTime() - start);
    }

    private MemorySegment piece(final int index) {
        return memory.asSlice((long) index * PIECE, PIECE);
    }

    @Override
    public void close() {
        arena.close();
    }
}
