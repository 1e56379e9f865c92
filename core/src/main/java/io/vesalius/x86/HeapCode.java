package io.vesalius.x86;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A routine that works on Java's arrays where they lie: the garbage collector waits for it, so that
 * a call should stay below some 100 microseconds.
 *
 * @param entry where it starts; keeps the memory mapped
 */
record HeapCode(MemorySegment entry) {
    private static final Linker.Option ON_HEAP = Linker.Option.critical(true);

    private static final MethodHandle THREE =
            Linker.nativeLinker()
                    .downcallHandle(
                            FunctionDescriptor.of(
                                    JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG,
                                    JAVA_LONG),
                            ON_HEAP);

    private static final MethodHandle ONE =
            Linker.nativeLinker()
                    .downcallHandle(FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG), ON_HEAP);

    HeapCode(final NativeCode code) {
        this(code.entry());
    }

    /** Three arrays and three numbers. */
    long call(
            final MemorySegment x,
            final MemorySegment y,
            final MemorySegment z,
            final long d,
            final long e,
            final long f) {
        try {
            return (long) THREE.invokeExact(entry, x, y, z, d, e, f);
        } catch (Throwable t) {
            throw NativeCode.broken(t);
        }
    }

    /** An array and a number. */
    long call(final MemorySegment x, final long n) {
        try {
            return (long) ONE.invokeExact(entry, x, n);
        } catch (Throwable t) {
            throw NativeCode.broken(t);
        }
    }
}
