package io.vesalius.tensor;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * A function of the operating system that takes up to six numbers or addresses and no floats, on a
 * system of 64 bits. All are called as if they took six numbers, which is right where arguments go
 * into registers and the caller clears the stack: so the JVM links one form of call instead of one
 * for each function, some 5 ms of its start.
 *
 * @param entry where it starts
 */
public record SystemFunction(MemorySegment entry) {
    private static final MethodHandle CALL =
            Linker.nativeLinker()
                    .downcallHandle(
                            FunctionDescriptor.of(
                                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                                    JAVA_LONG, JAVA_LONG));

    /** A function of the C library. */
    public static SystemFunction of(final String name) {
        return new SystemFunction(Linker.nativeLinker().defaultLookup().findOrThrow(name));
    }

    /** A function of another library. */
    public static SystemFunction of(final String library, final String name) {
        return new SystemFunction(
                SymbolLookup.libraryLookup(library, Arena.global()).findOrThrow(name));
    }

    /** Calls it; of a function whose result has 32 bits, those are the lower ones. */
    public long call(
            final long a, final long b, final long c, final long d, final long e, final long f) {
        try {
            return (long) CALL.invokeExact(entry, a, b, c, d, e, f);
        } catch (RuntimeException | Error t) {
            throw t;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** The same with two numbers. */
    public long call(final long a, final long b) {
        return call(a, b, 0, 0, 0, 0);
    }

    /** The same with three numbers. */
    public long call(final long a, final long b, final long c) {
        return call(a, b, c, 0, 0, 0);
    }
}
