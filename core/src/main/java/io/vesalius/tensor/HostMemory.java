package io.vesalius.tensor;

import io.vesalius.base.CapacityException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Off-heap memory of the host, zeroed and 64-byte aligned. Large pieces are mapped by themselves
 * and advised which pages to use, before the first touch: a decode that streams weights through 4
 * KiB pages runs at two thirds of the bandwidth. The arena that is passed in owns what is returned.
 */
public final class HostMemory {
    /** Bytes of a huge page, where there are such. */
    public static final long HUGE_PAGE = 2L << 20;

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_NOHUGEPAGE = 15;
    private static final int NO_FILE = -1;
    private static final Optional<Mapper> MAPPER = Mapper.find();

    private HostMemory() {}

    /**
     * @param pages of what pages it is made, where it is large
     * @param purpose what it is for, as the error says it
     * @throws CapacityException when the machine doesn't give that much
     */
    public static MemorySegment allocate(
            final Arena arena, final long bytes, final PageSize pages, final String purpose) {
        try {
            if (isMapped(bytes)) {
                return MAPPER.orElseThrow().map(arena, bytes, pages);
            }
            return arena.allocate(Math.max(bytes, 1), 64);
        } catch (OutOfMemoryError e) {
            throw new CapacityException(
                    "%s needs %d bytes, and the machine gives no more memory"
                            .formatted(purpose, bytes));
        }
    }

    private static boolean isMapped(final long bytes) {
        return bytes >= 2 * HUGE_PAGE && MAPPER.isPresent();
    }

    /** What of memory from {@link #allocate} wasn't touched yet is to be of these pages. */
    static void advise(final MemorySegment memory, final PageSize pages) {
        if (isMapped(memory.byteSize())) {
            MAPPER.orElseThrow().advise(memory.address(), memory.byteSize(), pages);
        }
    }

    /** Linux's mmap, munmap and madvise. */
    private record Mapper(SystemFunction mmap, SystemFunction munmap, SystemFunction madvise) {
        static Optional<Mapper> find() {
            if (!System.getProperty("os.name").equals("Linux")
                    || ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
                return Optional.empty();
            }
            return Optional.of(
                    new Mapper(
                            SystemFunction.of("mmap"),
                            SystemFunction.of("munmap"),
                            SystemFunction.of("madvise")));
        }

        /** Maps whole huge pages; the pages that align the start are never touched. */
        MemorySegment map(final Arena arena, final long bytes, final PageSize pages) {
            final long length = Math.ceilDiv(bytes, HUGE_PAGE) * HUGE_PAGE + HUGE_PAGE;
            final long base =
                    mmap.call(0, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, NO_FILE, 0);
            if (base == -1L) {
                throw new OutOfMemoryError("mmap");
            }
            final long start = Math.ceilDiv(base, HUGE_PAGE) * HUGE_PAGE;
            advise(start, bytes, pages);
            return MemorySegment.ofAddress(start)
                    .reinterpret(bytes, arena, segment -> unmap(base, length));
        }

        /** Refused where huge pages are off: slower, and as right. */
        void advise(final long start, final long bytes, final PageSize pages) {
            final long length = Math.ceilDiv(bytes, HUGE_PAGE) * HUGE_PAGE;
            final int advice = pages == PageSize.HUGE ? MADV_HUGEPAGE : MADV_NOHUGEPAGE;
            final int advised = (int) madvise.call(start, length, advice);
            assert advised <= 0;
        }

        private void unmap(final long base, final long length) {
            if ((int) munmap.call(base, length) != 0) {
                throw new IllegalStateException("munmap failed");
            }
        }
    }
}
