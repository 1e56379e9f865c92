package io.vesalius.tensor;

import io.vesalius.base.CapacityException;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Off-heap memory of the host, zeroed and 64-byte aligned. Large pieces are mapped by themselves
 * and advised to use huge pages, before the first touch: a decode that streams weights through 4
 * KiB pages runs at two thirds of the bandwidth. The arena that is passed in owns what is returned.
 */
public final class HostMemory {
    private static final long HUGE_PAGE = 2L << 20;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int MADV_HUGEPAGE = 14;
    private static final Optional<Mapper> MAPPER = Mapper.find();

    private HostMemory() {}

    /**
     * @param purpose what it is for, as the error says it
     * @throws CapacityException when the machine doesn't give that much
     */
    public static MemorySegment allocate(
            final Arena arena, final long bytes, final String purpose) {
        try {
            if (bytes >= 2 * HUGE_PAGE && MAPPER.isPresent()) {
                return MAPPER.get().map(arena, bytes);
            }
            return arena.allocate(Math.max(bytes, 1), 64);
        } catch (OutOfMemoryError e) {
            throw new CapacityException(
                    "%s needs %d bytes, and the machine gives no more memory"
                            .formatted(purpose, bytes));
        }
    }

    /** Linux's mmap, munmap and madvise. */
    private record Mapper(MethodHandle mmap, MethodHandle munmap, MethodHandle madvise) {
        static Optional<Mapper> find() {
            if (!System.getProperty("os.name").equals("Linux")) {
                return Optional.empty();
            }
            final ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
            final ValueLayout.OfInt number = ValueLayout.JAVA_INT;
            return Optional.of(
                    new Mapper(
                            handle("mmap", word, word, word, number, number, number, word),
                            handle("munmap", number, word, word),
                            handle("madvise", number, word, word, number)));
        }

        private static MethodHandle handle(
                final String name, final ValueLayout result, final ValueLayout... arguments) {
            final SymbolLookup symbols = Linker.nativeLinker().defaultLookup();
            return Linker.nativeLinker()
                    .downcallHandle(
                            symbols.findOrThrow(name), FunctionDescriptor.of(result, arguments));
        }

        /** Maps whole huge pages; the pages that align the start are never touched. */
        MemorySegment map(final Arena arena, final long bytes) {
            final long length = Math.ceilDiv(bytes, HUGE_PAGE) * HUGE_PAGE + HUGE_PAGE;
            try {
                final long base =
                        (long)
                                mmap.invokeExact(
                                        0L, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
                if (base == -1L) {
                    throw new OutOfMemoryError("mmap");
                }
                final long start = Math.ceilDiv(base, HUGE_PAGE) * HUGE_PAGE;
                // Refused where huge pages are off: slower, and as right.
                final int advised =
                        (int) madvise.invokeExact(start, length - HUGE_PAGE, MADV_HUGEPAGE);
                assert advised <= 0;
                return MemorySegment.ofAddress(start)
                        .reinterpret(bytes, arena, segment -> unmap(base, length));
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("mmap", e);
            }
        }

        private void unmap(final long base, final long length) {
            try {
                final int result = (int) munmap.invokeExact(base, length);
                if (result != 0) {
                    throw new IllegalStateException("munmap failed");
                }
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("munmap", e);
            }
        }
    }
}
