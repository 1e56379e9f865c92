package io.vesalius.tensor;

import io.vesalius.base.CapacityException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Off-heap memory that is asked for piece by piece and freed together. Pieces are cut from blocks,
 * which grow with what there is: the matrices of a small model are less than a huge page each, and
 * through pages of 4 KiB a product streams them at half the speed; those of a larger one would each
 * leave a part of their last huge page unused, a tenth of all.
 */
public final class HostPool implements AutoCloseable {
    /** What isn't touched of a block costs addresses only, on Linux. */
    private static final long LEAST_BLOCK = 16L << 20;

    private static final long LARGEST_BLOCK = 128L << 20;

    /** A piece of a larger part of a block has a mapping of its own. */
    private static final int PIECES = 4;

    private static final long LINE = 64;

    private final Arena arena = Arena.ofShared();
    private final List<MemorySegment> blocks = new ArrayList<>();
    private PageSize pages;
    private MemorySegment block = MemorySegment.NULL;
    private long used;
    private long total;

    public HostPool(final PageSize pages) {
        this.pages = pages;
    }

    /**
     * Zeroed and aligned to a cache line; valid until this is closed.
     *
     * @param purpose what it is for, as the error says it
     * @throws CapacityException when the machine doesn't give that much
     */
    public synchronized MemorySegment allocate(final long bytes, final String purpose) {
        final long blockSize = Math.clamp(total, LEAST_BLOCK, LARGEST_BLOCK);
        final long size = Math.max(bytes, 1);
        if (size > blockSize / PIECES) {
            final MemorySegment alone = HostMemory.allocate(arena, bytes, pages, purpose);
            blocks.add(alone);
            total += size;
            return alone;
        }
        if (used + size > block.byteSize()) {
            block = HostMemory.allocate(arena, blockSize, pages, purpose);
            blocks.add(block);
            used = 0;
        }
        total += size;
        final MemorySegment piece = block.asSlice(used, size);
        used += Math.ceilDiv(size, LINE) * LINE;
        return piece;
    }

    /** What wasn't touched yet is to be of these pages. */
    public synchronized void use(final PageSize other) {
        pages = other;
        blocks.forEach(each -> HostMemory.advise(each, other));
    }

    @Override
    public void close() {
        arena.close();
    }
}
