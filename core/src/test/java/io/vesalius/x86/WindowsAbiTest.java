package io.vesalius.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;

import io.vesalius.kernel.Definition;
import io.vesalius.kernel.Vector;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Op;
import io.vesalius.x86.asm.Vec;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Routines with Windows' calling convention, called by code that gcc compiled for that convention:
 * a caller of another maker, on another system, but with the same rules for registers and stack.
 */
final class WindowsAbiTest {
    /** Calls with six numbers; 0 if all registers that the convention keeps were kept. */
    private static final String CALLER =
            """
            typedef __attribute__((ms_abi)) long long (*routine)(
                long long, long long, long long, long long, long long, long long);
            #define KEPT(X) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15)
            #define DECLARE(n) register double x##n __asm__("xmm" #n) = n + 0.5;
            #define HOLD(n) __asm__ volatile("" : "+x"(x##n));
            #define CHECK(n) __asm__ volatile("" : "+x"(x##n)); changed |= x##n != n + 0.5;
            long long call(routine f, long long *a) {
                register long long rdi __asm__("rdi") = 11;
                register long long rsi __asm__("rsi") = 12;
                register long long rbx __asm__("rbx") = 13;
                register long long r15 __asm__("r15") = 14;
                KEPT(DECLARE)
                __asm__ volatile("" : "+r"(rdi), "+r"(rsi), "+r"(rbx), "+r"(r15));
                KEPT(HOLD)
                f(a[0], a[1], a[2], a[3], a[4], a[5]);
                __asm__ volatile("" : "+r"(rdi), "+r"(rsi), "+r"(rbx), "+r"(r15));
                long long changed = rdi != 11 || rsi != 12 || rbx != 13 || r15 != 14;
                KEPT(CHECK)
                return changed;
            }
            """;

    @TempDir static @Nullable Path folder;
    private static @Nullable MethodHandle caller;

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        final Path source = requireNonNull(folder).resolve("caller.c");
        final Path library = source.resolveSibling("caller.so");
        Files.writeString(source, CALLER);
        final String[] gcc = {"gcc", "-O2", "-shared", "-fPIC", "-o", "" + library, "" + source};
        try {
            assertThat(new ProcessBuilder(gcc).inheritIO().start().waitFor()).isZero();
        } catch (IOException e) {
            System.err.println("SKIPPED: no gcc, so Windows' calling convention goes unchecked");
            abort("no gcc");
        }
        caller =
                Linker.nativeLinker()
                        .downcallHandle(
                                SymbolLookup.libraryLookup(library, Arena.ofAuto())
                                        .findOrThrow("call"),
                                FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS));
    }

    private static boolean keepsRegisters(final NativeCode code, final long... numbers)
            throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment six = arena.allocate(8 * 6);
            MemorySegment.copy(numbers, 0, six, JAVA_LONG, 0, numbers.length);
            return (long) requireNonNull(caller).invokeExact(code.entry(), six) == 0;
        }
    }

    private static MemorySegment floats(final Arena arena, final int count, final float from) {
        final float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = from + i / 7f;
        }
        return arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
    }

    @Test
    void six_numbers_arrive_and_all_registers_are_kept() throws Throwable {
        EmittedVerbs.of(Isa.AVX2);
        final int n = 83;
        final CodeSet set = new CodeSet(Abi.WINDOWS);
        set.add(a -> new ElementCode(new Lanes(Isa.AVX2, a), a).rmsNorm());
        final NativeCode code = set.loadOrFail().getFirst();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment x = floats(arena, n, -3);
            final MemorySegment w = floats(arena, n, 1);
            final MemorySegment expected = arena.allocate(4 * n);
            final MemorySegment actual = arena.allocate(4 * n);
            new Definition().rmsNorm(x, 0, new Vector(w, n), 1e-5f, n, expected, 0);
            final long epsilon = Float.floatToRawIntBits(1e-5f);
            final long count = Float.floatToRawIntBits(n);
            assertThat(
                            keepsRegisters(
                                    code,
                                    x.address(),
                                    w.address(),
                                    actual.address(),
                                    n,
                                    epsilon,
                                    count))
                    .isTrue();
            assertThat(actual.mismatch(expected)).isEqualTo(-1);
        }
    }

    @Test
    void the_caller_sees_registers_that_are_not_kept() throws Throwable {
        EmittedVerbs.of(Isa.AVX2);
        final CodeSet set = new CodeSet(Abi.SYSTEM_V);
        set.add(a -> clear(a, Vec.ymm(15)));
        assertThat(keepsRegisters(set.loadOrFail().getFirst())).isFalse();
    }

    private static void clear(final Assembler a, final Vec register) {
        a.simd().op(Op.VPXOR, register, register, register);
    }
}
