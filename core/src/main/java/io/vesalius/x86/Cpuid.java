package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.R9;
import static io.vesalius.x86.asm.Gpr.RAX;
import static io.vesalius.x86.asm.Gpr.RBX;
import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;

import io.vesalius.x86.asm.Assembler;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What the processor says of itself, and which registers the operating system keeps (Intel's
 * manual, volume 1, chapters 14 and 15). Asked by emitted code.
 */
final class Cpuid {
    private static final int VECTORS = 0x6;
    private static final int WIDE_VECTORS = 0xe6;
    private static final int MATRICES = 0x600e6;

    /** A feature's bit: leaf 1's ecx, leaf 7's ebx, ecx or edx. */
    private enum Feature {
        FMA(0, 12, Isa.AVX2),
        F16C(0, 29, Isa.AVX2),
        AVX2(1, 5, Isa.AVX2),
        AVX512F(1, 16, Isa.AVX512),
        AVX512DQ(1, 17, Isa.AVX512),
        AVX512BW(1, 30, Isa.AVX512),
        AVX512VL(1, 31, Isa.AVX512),
        AVX512_VBMI(2, 1, Isa.AVX512),
        AVX512_VNNI(2, 11, Isa.AVX512),
        AMX_TILE(3, 24, Isa.AMX),
        AMX_INT8(3, 25, Isa.AMX);

        private final int word;
        private final int bit;
        private final Isa neededBy;

        Feature(final int word, final int bit, final Isa neededBy) {
            this.word = word;
            this.bit = bit;
            this.neededBy = neededBy;
        }
    }

    private static final int OS_SAVES = 27;

    private final int[] words;
    private final int savedByOs;

    /**
     * @param words leaf 1's ecx, leaf 7's ebx, ecx and edx
     * @param savedByOs the state that the operating system keeps (XCR0)
     */
    Cpuid(final int[] words, final int savedByOs) {
        this.words = words.clone();
        this.savedByOs = savedByOs;
    }

    /** Asks this processor. */
    static Cpuid read() throws ExecutableMemory.DeniedException {
        final CodeSet set = new CodeSet(Abi.here());
        final int cpuid = set.addScalar(Cpuid::emitCpuid);
        final int xgetbv = set.addScalar(Cpuid::emitXgetbv);
        final List<NativeCode> code = set.load();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment out = arena.allocate(16, 16);
            final int highest = ask(code.get(cpuid), 0, out)[0];
            final int ecx1 = ask(code.get(cpuid), 1, out)[2];
            final int[] leaf7 = highest < 7 ? new int[4] : ask(code.get(cpuid), 7, out);
            final boolean canAsk = (ecx1 >> OS_SAVES & 1) == 1;
            final int saved = canAsk ? (int) code.get(xgetbv).callBriefly(0, 0, 0, 0, 0, 0) : 0;
            return new Cpuid(new int[] {ecx1, leaf7[1], leaf7[2], leaf7[3]}, saved);
        }
    }

    private static int[] ask(final NativeCode cpuid, final int leaf, final MemorySegment out) {
        cpuid.callBriefly(leaf, 0, out.address(), 0, 0, 0);
        return out.toArray(ValueLayout.JAVA_INT);
    }

    /** (leaf, subleaf, out): eax, ebx, ecx, edx. */
    private static void emitCpuid(final Assembler a) {
        a.mov(R8, RDX);
        a.mov(RAX, RDI);
        a.mov(RCX, RSI);
        a.cpuid();
        a.mov32(R8.at(0), RAX);
        a.mov32(R8.at(4), RBX);
        a.mov32(R8.at(8), RCX);
        a.mov32(R8.at(12), RDX);
    }

    private static void emitXgetbv(final Assembler a) {
        a.clear(RCX);
        a.xgetbv();
        a.shl(RDX, 32);
        a.mov(R9, RDX);
        a.add(RAX, R9);
    }

    /** What is missing for kernels of that kind, as people name it; empty when they can run. */
    List<String> missing(final Isa isa) {
        final List<String> missing = new ArrayList<>();
        for (final Feature feature : Feature.values()) {
            final boolean needed = feature.neededBy.compareTo(isa) <= 0;
            if (needed && (words[feature.word] >> feature.bit & 1) == 0) {
                missing.add(feature.name().replace('_', '-'));
            }
        }
        final int registers =
                switch (isa) {
                    case AVX2 -> VECTORS;
                    case AVX512 -> WIDE_VECTORS;
                    case AMX -> MATRICES;
                };
        if ((savedByOs & registers) != registers) {
            missing.add("the operating system's support for its registers");
        }
        return missing;
    }
}
