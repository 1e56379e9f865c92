package io.vesalius.x86;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A routine in executable memory, called with six numbers: addresses, counts, bits of floats. The
 * handles are constants of the class, so that the JIT compiles a call to a few instructions.
 *
 * @param entry where it starts; keeps the memory mapped
 */
record NativeCode(MemorySegment entry) {
    private static final FunctionDescriptor SIX_NUMBERS =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(SIX_NUMBERS);

    private static final MethodHandle CRITICAL =
            Linker.nativeLinker().downcallHandle(SIX_NUMBERS, Linker.Option.critical(false));

    /** Calls it; the garbage collector needn't wait for it. */
    long call(final long a, final long b, final long c, final long d, final long e, final long f) {
        try {
            return (long) CALL.invokeExact(entry, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    /** The same in half the time, for work below some 10 microseconds: safepoints wait for it. */
    long callBriefly(
            final long a, final long b, final long c, final long d, final long e, final long f) {
        try {
            return (long) CRITICAL.invokeExact(entry, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    /** Emitted code throws nothing; what arrives is the JVM's own. */
    static RuntimeException broken(final Throwable t) {
        if (t instanceof RuntimeException e) {
            return e;
        }
        if (t instanceof Error e) {
            throw e;
        }
        return new IllegalStateException(t);
    }
}
