package io.vesalius.tensor;

import io.vesalius.base.CapacityException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Off-heap memory that is asked for piece by piece and freed together. Small pieces are cut from
 * blocks of huge pages: the matrices of a small model are less than a huge page each, and through
 * pages of 4 KiB a product streams them at half the speed.
 */
public final class HostPool implements AutoCloseable {
    /** What isn't touched of a block costs addresses only. */
    private static final long BLOCK = 16L << 20;

    /** A larger piece has a mapping of its own. */
    private static final long SMALL = BLOCK / 4;

    private static final long LINE = 64;

    private final Arena arena = Arena.ofShared();
    private MemorySegment block = MemorySegment.NULL;
    private long used;

    /**
     * Zeroed and aligned to a cache line; valid until this is closed.
     *
     * @param purpose what it is for, as the error says it
     * @throws CapacityException when the machine doesn't give that much
     */
    public synchronized MemorySegment allocate(final long bytes, final String purpose) {
        if (bytes > SMALL) {
            return HostMemory.allocate(arena, bytes, purpose);
        }
        final long size = Math.max(bytes, 1);
        if (used + size > block.byteSize()) {
            block = HostMemory.allocate(arena, BLOCK, purpose);
            used = 0;
        }
        final MemorySegment piece = block.asSlice(used, size);
        used += Math.ceilDiv(size, LINE) * LINE;
        return piece;
    }

    @Override
    public void close() {
        arena.close();
    }
}
