package io.vesalius.x86;

import static io.vesalius.x86.asm.Comparison.GREATER_OR_EQUAL;
import static io.vesalius.x86.asm.Comparison.LESS;
import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.RAX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Op.VADDPS;
import static io.vesalius.x86.asm.Op.VDIVPS;
import static io.vesalius.x86.asm.Op.VFMADD213PS;
import static io.vesalius.x86.asm.Op.VMAXPS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPMAXUD;
import static io.vesalius.x86.asm.Op.VPMINUD;
import static io.vesalius.x86.asm.Op.VSUBPS;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.x86.Lanes.All;
import io.vesalius.x86.Lanes.Each;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Label;
import io.vesalius.x86.asm.Simd;

/**
 * The online softmax of a tile: scores on the stack become weights, m and l of each query's result
 * go on, and the factor of its earlier output is put on the stack.
 */
final class SoftmaxCode {
    private static final int GROUPS = AttentionShape.TILE / Lanes.COUNT;
    private static final int INFINITY = 0x7f800000;
    private static final V X = new V(0);
    private static final V D = new V(1);
    private static final V T = new V(2);
    private static final V U = new V(3);
    private static final V W = new V(4);
    private static final V MAX = new V(5);
    private static final V REST = new V(6);

    private final Lanes l;
    private final Assembler a;
    private final Simd s;
    private final StackFrame stack;
    private final FunctionCode functions;

    SoftmaxCode(final Lanes lanes, final Assembler a, final StackFrame stack) {
        l = lanes;
        this.a = a;
        s = a.simd();
        this.stack = stack;
        functions = new FunctionCode(lanes);
    }

    /**
     * @param capped whether scores have a soft cap
     * @param counting whether results have their pages' parts of l
     */
    void emit(final boolean capped, final boolean counting) {
        for (int query = 0; query < stack.queries(); query++) {
            a.mov(R8, RSI.at(AttendCode.ENTRY * query + 8));
            scale(query, capped);
            maximum(query);
            exponentials(query);
            rescale(query);
            if (counting) {
                pages(query);
            }
        }
    }

    private static Each score(final int query, final int group) {
        return new Each(StackFrame.score(query, Lanes.COUNT * group));
    }

    /** Scale, cap and mask; MAX becomes the lanes' maxima, REST those of the magnitudes' bits. */
    private void scale(final int query, final boolean capped) {
        for (int group = 0; group < GROUPS; group++) {
            l.load(X, score(query, group).address());
            l.op(VMULPS, X, X, new All(RDI.at(AttentionFrame.SCALE)));
            if (capped) {
                cap();
            }
            hide(X, group, Float.NEGATIVE_INFINITY);
            l.store(score(query, group).address(), X);
        }
    }

    /** `X = cap * tanh(X / cap)`. */
    private void cap() {
        final All cap = new All(RDI.at(AttentionFrame.CAP));
        l.op(VDIVPS, X, X, cap);
        functions.tanh(D, X, T, U, W, MAX);
        l.op(VMULPS, X, D, cap);
    }

    /** Positions that aren't seen get a value that changes nothing. */
    private void hide(final V x, final int group, final float value) {
        final Label all = new Label();
        a.mov(RAX, RDI.at(AttentionFrame.TO));
        a.sub(RAX, RDI.at(AttentionFrame.FROM));
        a.cmp(RAX, AttentionShape.TILE);
        a.jump(Condition.EQUAL, all);
        final float[] positions = new float[Lanes.COUNT];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = Lanes.COUNT * group + i;
        }
        l.load(T, a.constants(positions));
        l.broadcast(U, l.constant(value).address());
        l.choose(x, T, GREATER_OR_EQUAL, new All(RDI.at(AttentionFrame.FROM_F32)), x, U);
        l.choose(x, T, LESS, new All(RDI.at(AttentionFrame.TO_F32)), x, U);
        a.place(all);
    }

    /**
     * MAX becomes the maximum of the scores and m, in all lanes, as Math.max has it: NaN if one is
     * NaN, and +0 above -0. vmaxps knows neither, so both are looked for, and then done slowly.
     */
    private void maximum(final int query) {
        final Label notNumbers = new Label();
        final Label zero = new Label();
        final Label done = new Label();
        l.broadcast(MAX, R8.at(0));
        l.op(VPAND, REST, MAX, l.constant(Integer.MAX_VALUE));
        for (int group = 0; group < GROUPS; group++) {
            l.load(X, score(query, group).address());
            l.op(VMAXPS, MAX, MAX, X);
            l.op(VPAND, X, X, l.constant(Integer.MAX_VALUE));
            l.op(VPMAXUD, REST, REST, X);
        }
        l.fold(VPMAXUD, REST, T);
        s.vmovd(RAX, l.low(REST));
        a.cmp(RAX, INFINITY);
        a.jump(Condition.ABOVE, notNumbers);
        l.fold(VMAXPS, MAX, T);
        s.vmovd(RAX, l.low(MAX));
        // The sign's bit goes out of the 32 that count.
        a.shl(RAX, 33);
        a.jump(Condition.EQUAL, zero);
        a.jmp(done);
        a.place(notNumbers);
        l.broadcast(MAX, l.constant(Float.NaN).address());
        a.jmp(done);
        a.place(zero);
        zeroMaximum(query);
        a.place(done);
        l.broadcast(MAX, MAX);
    }

    /** Nothing is above a zero: as unsigned numbers +0 is the least, then -0. */
    private void zeroMaximum(final int query) {
        l.broadcast(MAX, R8.at(0));
        for (int group = 0; group < GROUPS; group++) {
            l.op(VPMINUD, MAX, MAX, score(query, group));
        }
        l.fold(VPMINUD, MAX, T);
    }

    /** Scores become exponentials; REST becomes their sums by lanes. */
    private void exponentials(final int query) {
        l.zero(REST);
        for (int group = 0; group < GROUPS; group++) {
            l.load(X, score(query, group).address());
            l.op(VSUBPS, X, X, MAX);
            functions.exp(D, X, T, U, W);
            hide(D, group, 0);
            l.store(score(query, group).address(), D);
            l.op(VADDPS, REST, REST, D);
        }
        l.fold(VADDPS, REST, T);
    }

    /** m, l, and the factor of what was there before. */
    private void rescale(final int query) {
        l.broadcast(X, R8.at(0));
        l.op(VSUBPS, X, X, MAX);
        functions.exp(D, X, T, U, W);
        s.vmovss(stack.factor(query), l.low(D));
        s.vmovss(l.low(X), R8.at(4));
        s.op(VFMADD213PS, l.low(X), l.low(D), l.low(REST));
        s.vmovss(R8.at(4), l.low(X));
        s.vmovss(R8.at(0), l.low(MAX));
    }

    /**
     * Earlier pages' parts of l, times the factor, and those of the tile's pages; r8 is used up.
     */
    private void pages(final int query) {
        a.mov(RAX, RDI.at(AttentionFrame.PAGES));
        a.add(R8, RAX);
        l.load(X, R8.at(0));
        l.op(VMULPS, X, X, D);
        l.store(R8.at(0), X);
        a.mov(RAX, RDI.at(AttentionFrame.TILE_PAGES));
        a.add(R8, RAX);
        final int each = AttentionShape.PAGE / Lanes.COUNT;
        for (int page = 0; page < GROUPS / each; page++) {
            l.load(X, score(query, each * page).address());
            l.op(VADDPS, X, X, score(query, each * page + 1));
            l.fold(VADDPS, X, T);
            s.vmovss(R8.at(4 * page), l.low(X));
        }
    }
}
