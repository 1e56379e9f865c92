package io.vesalius.x86;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.SplittableRandom;

/**
 * Memory between two pages that can't be read or written: a step too far ends the process. Kept
 * until it ends.
 */
final class GuardedMemory {
    private static final long PAGE = 1 << 16;
    private static final int PROT_READ_WRITE = 3;
    private static final int PROT_NONE = 0;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    private final MemorySegment inner;

    private GuardedMemory(final MemorySegment inner) {
        this.inner = inner;
    }

    /** At least `bytes` random bytes. */
    static GuardedMemory of(final long bytes, final SplittableRandom random) {
        final long size = Math.ceilDiv(bytes, PAGE) * PAGE;
        final MemorySegment inner = map(size);
        for (long at = 0; at < size; at += 8) {
            inner.set(ValueLayout.JAVA_LONG, at, random.nextLong());
        }
        return new GuardedMemory(inner);
    }

    private static MemorySegment map(final long size) {
        final Linker linker = Linker.nativeLinker();
        final MethodHandle mmap =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("mmap"),
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                                JAVA_LONG));
        final MethodHandle mprotect =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("mprotect"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
        try {
            final long at =
                    (long)
                            mmap.invokeExact(
                                    0L, size + 2 * PAGE, PROT_NONE, PRIVATE_ANONYMOUS, -1, 0L);
            if (at == -1 || (int) mprotect.invokeExact(at + PAGE, size, PROT_READ_WRITE) != 0) {
                throw new IllegalStateException("no memory");
            }
            return MemorySegment.ofAddress(at + PAGE).reinterpret(size);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first or the last bytes. */
    MemorySegment take(final long bytes, final boolean last) {
        return inner.asSlice(last ? inner.byteSize() - bytes : 0, bytes);
    }
}
