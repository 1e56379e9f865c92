package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R12;
import static io.vesalius.x86.asm.Gpr.R13;
import static io.vesalius.x86.asm.Gpr.R14;
import static io.vesalius.x86.asm.Gpr.R15;
import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.R9;
import static io.vesalius.x86.asm.Gpr.RAX;
import static io.vesalius.x86.asm.Gpr.RBP;
import static io.vesalius.x86.asm.Gpr.RBX;
import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Gpr.RSP;

import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Op;
import io.vesalius.x86.asm.Vec;

import java.util.List;

/**
 * How a routine is entered and left. Bodies are written for System V: up to six numbers in rdi,
 * rsi, rdx, rcx, r8, r9, all vector registers free. For Windows the entry moves the arguments there
 * and keeps what that convention wants kept (Microsoft, "x64 calling convention"); tested by gcc's
 * ms_abi, untried on Windows itself.
 */
enum Abi {
    SYSTEM_V,
    WINDOWS;

    private static final List<Gpr> KEPT = List.of(RBX, RBP, R12, R13, R14, R15);

    /** Bytes of stack where Windows' callers leave room for the four register arguments. */
    private static final int SHADOW = 32;

    private static final int RETURN_ADDRESS = 8;
    private static final int FIRST_KEPT_VECTOR = 6;
    private static final int KEPT_VECTORS = 10;
    private static final int LINE = 64;

    /** The convention of this process. */
    static Abi here() {
        return System.getProperty("os.name").startsWith("Windows") ? WINDOWS : SYSTEM_V;
    }

    /**
     * Keeps the caller's registers; all general ones but rsp are then free. The stack starts at a
     * multiple of a cache line, so that a vector kept there lies in one.
     *
     * @param vectors whether the body uses vector registers
     */
    void enter(final Assembler a, final boolean vectors) {
        KEPT.forEach(a::push);
        if (this == WINDOWS) {
            enterFromWindows(a, vectors);
        }
        a.mov(RAX, RSP);
        a.sub(RSP, LINE);
        a.and(RSP, -LINE);
        a.mov(RSP.at(0), RAX);
    }

    private static void enterFromWindows(final Assembler a, final boolean vectors) {
        a.push(RDI);
        a.push(RSI);
        final int arguments = RETURN_ADDRESS + SHADOW + 8 * (KEPT.size() + 2);
        a.mov(RDI, RCX);
        a.mov(RSI, RDX);
        a.mov(RDX, R8);
        a.mov(RCX, R9);
        a.mov(R8, RSP.at(arguments));
        a.mov(R9, RSP.at(arguments + 8));
        if (!vectors) {
            return;
        }
        a.sub(RSP, 16 * KEPT_VECTORS);
        for (int i = 0; i < KEPT_VECTORS; i++) {
            a.simd().vmovups(RSP.at(16 * i), Vec.xmm(FIRST_KEPT_VECTOR + i));
        }
    }

    /** Restores them and returns. */
    void leave(final Assembler a, final boolean vectors) {
        a.mov(RSP, RSP.at(0));
        if (vectors) {
            a.simd().vzeroupper();
        }
        if (this == WINDOWS) {
            if (vectors) {
                restoreVectors(a);
            }
            a.pop(RSI);
            a.pop(RDI);
        }
        KEPT.reversed().forEach(a::pop);
        a.ret();
    }

    private static void restoreVectors(final Assembler a) {
        for (int i = 0; i < KEPT_VECTORS; i++) {
            a.simd().op(Op.VMOVUPS, Vec.xmm(FIRST_KEPT_VECTOR + i), RSP.at(16 * i));
        }
        a.add(RSP, 16 * KEPT_VECTORS);
    }
}
