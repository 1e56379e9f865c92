package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RSI;

import io.vesalius.kernel.LimitLoops;
import io.vesalius.kernel.Quantized;
import io.vesalius.x86.asm.Amx;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Label;
import io.vesalius.x86.asm.Op;
import io.vesalius.x86.asm.Simd;
import io.vesalius.x86.asm.Tmm;
import io.vesalius.x86.asm.Vec;

import java.util.function.IntConsumer;

/**
 * {@link LimitLoops} as code. All operands are zeros in registers; a turn has enough sums that none
 * waits for its last addition (4 to 5 cycles, two multiplications a cycle).
 */
final class PeakCode {
    /** Sums of a turn; with AVX2 they leave registers for what is multiplied. */
    private static final int SUMS = 10;

    /** Turns that are emitted one after another, so that the loop itself costs nothing. */
    private static final int UNROLLED = 4;

    /** Products of weights of four bits that fit into 16 bits together. */
    private static final int NARROW = 8;

    /** AMX's sums, each of sixteen rows of sixteen. */
    private static final int TILE_SUMS = 4;

    private static final int TILE_ROWS = 16;
    private static final int LINE = 64;

    private final Assembler a;
    private final Simd s;
    private final Isa isa;

    PeakCode(final Isa isa, final Assembler a) {
        this.isa = isa;
        this.a = a;
        s = a.simd();
    }

    private Vec vec(final int index) {
        return isa.wide() ? Vec.zmm(index) : Vec.ymm(index);
    }

    private int lanes() {
        return isa.wide() ? 16 : 8;
    }

    /** Operations of a round of {@link #floats}. */
    static long floatOperations(final Isa isa) {
        return 2L * SUMS * UNROLLED * (isa.wide() ? 16 : 8);
    }

    /** Operations of a round of {@link #bytes}. */
    static long byteOperations(final Isa isa) {
        return isa == Isa.AMX
                ? 2L * TILE_SUMS * UNROLLED * TILE_ROWS * LINE / 4 * Quantized.BLOCK
                : 4 * floatOperations(isa);
    }

    /** (rounds) */
    void floats() {
        clear();
        turns(sum -> s.op(Op.VFMADD231PS, vec(sum), vec(SUMS), vec(SUMS + 1)));
    }

    /** (rounds): by AMX or VNNI where there is it, else by pairs of 16 bits. */
    void bytes() {
        if (isa == Isa.AMX) {
            matrices();
            return;
        }
        clear();
        if (isa.wide()) {
            turns(sum -> s.op(Op.VPDPBUSD, vec(sum), vec(SUMS), vec(SUMS + 1)));
            return;
        }
        final Vec pair = vec(SUMS + 3);
        turns(
                sum -> {
                    s.op(Op.VPMADDUBSW, pair, vec(SUMS), vec(SUMS + 1));
                    s.op(Op.VPMADDWD, pair, pair, vec(SUMS + 2));
                    s.op(Op.VPADDD, vec(sum), vec(sum), pair);
                });
    }

    /** Of blocks of 32, as the weights have them: half of what the registers hold. */
    private void matrices() {
        final Tmm[] all = Tmm.values();
        final Tmm rows = all[TILE_SUMS];
        final Tmm weights = all[TILE_SUMS + 1];
        final int groups = Quantized.BLOCK / 4;
        final int[] heights = {TILE_ROWS, TILE_ROWS, TILE_ROWS, TILE_ROWS, TILE_ROWS, groups};
        final int[] widths = {LINE, LINE, LINE, LINE, Quantized.BLOCK, LINE};
        a.amx().ldtilecfg(a.constants(Amx.configuration(heights, widths)));
        final Label loop = a.here();
        for (int i = 0; i < TILE_SUMS * UNROLLED; i++) {
            a.amx().tdpbssd(all[i % TILE_SUMS], rows, weights);
        }
        a.dec(RDI);
        a.jump(Condition.NOT_EQUAL, loop);
        a.amx().tilerelease();
    }

    /** (rounds): like {@link #bytes}, but eight products are summed in 16 bits first. */
    void narrow() {
        if (isa.wide()) {
            bytes();
            return;
        }
        clear();
        final Vec next = vec(SUMS + 4);
        final Label loop = a.here();
        for (int i = 0; i < SUMS * UNROLLED / NARROW; i++) {
            final Vec pairs = vec(i);
            s.op(Op.VPMADDUBSW, pairs, vec(SUMS), vec(SUMS + 1));
            for (int more = 1; more < NARROW; more++) {
                s.op(Op.VPMADDUBSW, next, vec(SUMS), vec(SUMS + 1));
                s.op(Op.VPADDW, pairs, pairs, next);
            }
            s.op(Op.VPMADDWD, pairs, pairs, vec(SUMS + 2));
            s.op(Op.VPADDD, vec(SUMS + 3), vec(SUMS + 3), pairs);
        }
        a.dec(RDI);
        a.jump(Condition.NOT_EQUAL, loop);
    }

    /** (from, turns of {@link LimitLoops#READ_BYTES} bytes) */
    void read() {
        clear();
        final int bytes = 4 * lanes();
        final Label loop = a.here();
        for (int at = 0; at < LimitLoops.READ_BYTES; at += bytes) {
            final Vec sum = vec(at / bytes % SUMS);
            s.op(Op.VPOR, sum, sum, RDI.at(at));
        }
        a.add(RDI, LimitLoops.READ_BYTES);
        a.dec(RSI);
        a.jump(Condition.NOT_EQUAL, loop);
    }

    private void clear() {
        for (int i = 0; i < SUMS + 5; i++) {
            s.op(Op.VPXOR, vec(i), vec(i), vec(i));
        }
    }

    private void turns(final IntConsumer add) {
        final Label loop = a.here();
        for (int i = 0; i < SUMS * UNROLLED; i++) {
            add.accept(i % SUMS);
        }
        a.dec(RDI);
        a.jump(Condition.NOT_EQUAL, loop);
    }
}
