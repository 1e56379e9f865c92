package io.vesalius.kernel;

import io.vesalius.base.Counted;
import io.vesalius.tensor.HostMemory;
import io.vesalius.tensor.PageSize;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Pages in the host's memory, in an arena of their own. */
record HostPages(Arena arena, MemorySegment memory, int pageCount, long pageBytes)
        implements PageStore {
    static HostPages allocate(final int pageCount, final long pageBytes) {
        final Arena arena = Arena.ofShared();
        final long bytes = Math.multiplyExact(pageCount, pageBytes);
        final String purpose =
                "a cache of %s of %d bytes".formatted(Counted.of(pageCount, "page"), pageBytes);
        try {
            return new HostPages(
                    arena,
                    HostMemory.allocate(arena, bytes, PageSize.HUGE, purpose),
                    pageCount,
                    pageBytes);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    @Override
    public void copy(final int fromPage, final int toPage) {
        MemorySegment.copy(memory, fromPage * pageBytes, memory, toPage * pageBytes, pageBytes);
    }

    @Override
    public float number(final int page, final long offset) {
        return Memory.f32(memory, page * pageBytes + offset);
    }

    @Override
    public void close() {
        arena.close();
    }
}
