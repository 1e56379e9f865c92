package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R13;
import static io.vesalius.x86.asm.Gpr.R15;
import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.R9;
import static io.vesalius.x86.asm.Gpr.RAX;
import static io.vesalius.x86.asm.Gpr.RBX;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Op.VBROADCASTSS;
import static io.vesalius.x86.asm.Op.VCVTDQ2PS;
import static io.vesalius.x86.asm.Op.VFMADD213PS;
import static io.vesalius.x86.asm.Op.VFMADD231PS;
import static io.vesalius.x86.asm.Op.VMOVUPS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPADDD;
import static io.vesalius.x86.asm.Op.VPADDW;
import static io.vesalius.x86.asm.Op.VPBLENDW;
import static io.vesalius.x86.asm.Op.VPBROADCASTD;
import static io.vesalius.x86.asm.Op.VPMADDUBSW;
import static io.vesalius.x86.asm.Op.VPMADDWD;
import static io.vesalius.x86.asm.Op.VPSIGNB;
import static io.vesalius.x86.asm.Op.VPSUBD;
import static io.vesalius.x86.asm.Op.VPXOR;
import static io.vesalius.x86.asm.Shift.VPSLLD;

import io.vesalius.kernel.Quantized;
import io.vesalius.x86.WeightCode.Minimum;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Label;
import io.vesalius.x86.asm.Simd;
import io.vesalius.x86.asm.Vec;

/**
 * Up to four rows of activations against unpacked blocks of sixteen rows of weights, added to what
 * y holds already. AVX2.
 *
 * <p>VPMADDUBSW's sums have sixteen bits. As long as the weights are small enough they stay there,
 * so that one VPMADDWD, which widens them (and multiplies by the scale of a half), serves up to
 * eight products: with four bits a weight two instructions a product instead of three.
 *
 * <p>Registers: rax blocks, rbx how many, rsi first row's records, rdx and r13 bytes to the second
 * and fourth, r8 first row of y, r9 and r15 likewise. The first two and rsi are used up.
 */
final class PanelCode {
    /** Rows of the widest panel: two registers of sums each, and seven for the rest. */
    static final int MOST_ROWS = 4;

    private static final int GROUPS = PanelBlock.GROUPS;
    private static final int UPPER_HALVES = 0xaa;

    private static final Vec Q = Vec.ymm(8);
    private static final Vec T = Vec.ymm(9);
    private static final Vec U = Vec.ymm(10);
    private static final Vec[] W = {Vec.ymm(11), Vec.ymm(12)};
    private static final Vec ONES = Vec.ymm(13);

    private final Assembler a;
    private final Simd s;
    private final WeightCode weights;
    private final PanelBlock layout;
    private final int rows;
    private final Gpr stack;
    private final int partialsAt;

    /**
     * @param rows at most {@link #MOST_ROWS}
     * @param stack at whose `partialsAt` there is room for {@link #PARTIALS} bytes
     */
    PanelCode(
            final Assembler a,
            final WeightCode weights,
            final int rows,
            final Gpr stack,
            final int partialsAt) {
        this.a = a;
        s = a.simd();
        this.weights = weights;
        layout = new PanelBlock(weights);
        this.rows = rows;
        this.stack = stack;
        this.partialsAt = partialsAt;
    }

    /** Bytes of the stack for sums of some groups. */
    static final int PARTIALS = MOST_ROWS * PanelBlock.LINE;

    void emit() {
        s.op(VMOVUPS, ONES, ones());
        final Label loop = a.here();
        if (weights.signed()) {
            signedSums();
        } else {
            sums();
            offsets();
        }
        finish();
        a.add(RAX, layout.bytes());
        a.add(RSI, Quantized.RECORD);
        a.dec(RBX);
        a.jump(Condition.NOT_EQUAL, loop);
    }

    private Address ones() {
        final int ones = 0x00010001;
        return a.constants(ones, ones, ones, ones, ones, ones, ones, ones);
    }

    private static Vec sum(final int row, final int half) {
        return Vec.ymm(2 * row + half);
    }

    /** A byte of a row's record. */
    private static Address x(final int row, final int offset) {
        return row(row, RSI, RDX, R13, offset);
    }

    private static Address y(final int row, final int half) {
        return row(row, R8, R9, R15, 32 * half);
    }

    private static Address row(
            final int row, final Gpr base, final Gpr one, final Gpr three, final int offset) {
        return switch (row) {
            case 0 -> base.at(offset);
            case 1 -> Address.at(base, one, 1, offset);
            case 2 -> Address.at(base, one, 2, offset);
            default -> Address.at(base, three, 1, offset);
        };
    }

    private static Address block(final int offset, final int half) {
        return RAX.at(offset + 32 * half);
    }

    private Address partial(final int row, final int half) {
        return stack.at(partialsAt + PanelBlock.LINE * row + 32 * half);
    }

    /** Groups whose sums fit into sixteen bits, and have one scale. */
    private int run() {
        final int most = Integer.highestOneBit(weights.groupsIn16Bits());
        return Math.min(most, weights.halves() ? GROUPS / 2 : GROUPS);
    }

    private interface Sum {
        void emit(int row, int half);
    }

    private void each(final Sum sum) {
        for (int row = 0; row < rows; row++) {
            for (int half = 0; half < 2; half++) {
                sum.emit(row, half);
            }
        }
    }

    private void sums() {
        final int run = run();
        for (int group = 0; group < GROUPS; group++) {
            products(group, group % run == 0);
            if (group % run == run - 1) {
                widen(group / run, GROUPS / run, group < GROUPS / 2 ? 0 : 1);
            }
        }
    }

    private void products(final int group, final boolean first) {
        for (int half = 0; half < 2; half++) {
            s.op(VMOVUPS, W[half], block(layout.magnitudes(group), half));
        }
        for (int row = 0; row < rows; row++) {
            s.op(VPBROADCASTD, Q, x(row, 4 * group));
            for (int half = 0; half < 2; half++) {
                s.op(VPMADDUBSW, first ? sum(row, half) : T, W[half], Q);
                if (!first) {
                    s.op(VPADDW, sum(row, half), sum(row, half), T);
                }
            }
        }
    }

    /** Ends a run of groups; the last one's sums are those of all. */
    private void widen(final int index, final int count, final int halfOfBlock) {
        each(
                (row, half) -> {
                    final Vec sum = sum(row, half);
                    s.op(
                            VPMADDWD,
                            sum,
                            sum,
                            weights.halves() ? block(layout.subScale(halfOfBlock), half) : ONES);
                    if (index > 0) {
                        s.op(VPADDD, sum, sum, partial(row, half));
                    }
                    if (index < count - 1) {
                        s.vmovups(partial(row, half), sum);
                    }
                });
    }

    /** Signed weights' products fill sixteen bits: each is widened by itself. */
    private void signedSums() {
        for (int group = 0; group < GROUPS; group++) {
            for (int half = 0; half < 2; half++) {
                s.op(VMOVUPS, W[half], block(layout.magnitudes(group), half));
            }
            for (int row = 0; row < rows; row++) {
                s.op(VPBROADCASTD, Q, x(row, 4 * group));
                for (int half = 0; half < 2; half++) {
                    s.op(VPSIGNB, T, Q, block(layout.signs(group), half));
                    s.op(VPMADDUBSW, T, W[half], T);
                    s.op(VPMADDWD, group == 0 ? sum(row, half) : T, T, ONES);
                    if (group > 0) {
                        s.op(VPADDD, sum(row, half), sum(row, half), T);
                    }
                }
            }
        }
    }

    /** Less the offset times the sum of the activations, of each half by its scale. */
    private void offsets() {
        final int shift = weights.offsetShift();
        if (shift < 0) {
            return;
        }
        for (int row = 0; row < rows; row++) {
            if (weights.halves()) {
                negatedSumsOfHalves(row, Q);
            } else {
                s.op(VPBROADCASTD, Q, x(row, Quantized.NEGATED_SUM));
                s.shift(VPSLLD, Q, Q, shift);
            }
            for (int half = 0; half < 2; half++) {
                Vec offset = Q;
                if (weights.halves()) {
                    s.op(VPMADDWD, T, Q, block(layout.subScales(), half));
                    s.shift(VPSLLD, T, T, shift);
                    offset = T;
                }
                s.op(VPADDD, sum(row, half), sum(row, half), offset);
            }
        }
    }

    /** Minus the sums of elements 0-15 and 16-31, sixteen bits each; uses U. */
    private void negatedSumsOfHalves(final int row, final Vec d) {
        s.op(VPBROADCASTD, d, x(row, Quantized.NEGATED_LOW_SUM));
        s.op(VPBROADCASTD, U, x(row, Quantized.NEGATED_SUM));
        s.op(VPSUBD, U, U, d);
        s.shift(VPSLLD, U, U, 16);
        s.op(VPBLENDW, d, d, U, UPPER_HALVES);
    }

    /** Integer sums become f32, are scaled and added, then the minimums. */
    private void finish() {
        final boolean minimum = weights.minimum() != Minimum.NONE;
        for (int half = 0; half < 2; half++) {
            s.op(VMOVUPS, W[half], block(layout.scale(), half));
        }
        for (int row = 0; row < rows; row++) {
            s.op(VBROADCASTSS, Q, x(row, Quantized.SCALE));
            for (int half = 0; half < 2; half++) {
                final Vec sum = sum(row, half);
                s.op(VCVTDQ2PS, sum, sum);
                s.op(VMULPS, T, W[half], Q);
                s.op(VFMADD213PS, sum, T, y(row, half));
                if (!minimum) {
                    s.vmovups(y(row, half), sum);
                }
            }
        }
        if (minimum) {
            minimums();
        }
    }

    private void minimums() {
        for (int half = 0; half < 2; half++) {
            s.op(VMOVUPS, W[half], block(layout.minimumScale(), half));
        }
        for (int row = 0; row < rows; row++) {
            if (weights.minimum() == Minimum.HALVES) {
                negatedSumsOfHalves(row, Q);
            } else {
                s.op(VBROADCASTSS, Q, x(row, Quantized.SCALED_SUM));
            }
            for (int half = 0; half < 2; half++) {
                Vec amount = Q;
                if (weights.minimum() == Minimum.HALVES) {
                    weighSums(row, half);
                    amount = T;
                }
                s.op(VFMADD231PS, sum(row, half), W[half], amount);
                s.vmovups(y(row, half), sum(row, half));
            }
        }
    }

    /** The halves' sums in Q times their minimums, times the row's scale, to T. */
    private void weighSums(final int row, final int half) {
        s.op(VPMADDWD, T, Q, block(layout.subMinimums(), half));
        s.op(VPXOR, U, U, U);
        s.op(VPSUBD, T, U, T);
        s.op(VCVTDQ2PS, T, T);
        s.op(VBROADCASTSS, U, x(row, Quantized.SCALE));
        s.op(VMULPS, T, T, U);
    }
}
