package io.vesalius.x86;

import static io.vesalius.x86.asm.Comparison.GREATER_OR_EQUAL;
import static io.vesalius.x86.asm.Comparison.LESS;
import static io.vesalius.x86.asm.Comparison.ORDERED;
import static io.vesalius.x86.asm.Gpr.R10;
import static io.vesalius.x86.asm.Gpr.R11;
import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.R9;
import static io.vesalius.x86.asm.Gpr.RAX;
import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Gpr.RSP;
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
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Label;
import io.vesalius.x86.asm.Mask;
import io.vesalius.x86.asm.Simd;
import io.vesalius.x86.asm.Vec;

/**
 * The online softmax of a tile: scores on the stack become weights, m and l of each query's result
 * go on, and the factor of its earlier output is put on the stack. All queries' maxima come before
 * their exponentials, since each is a long chain of operations, and chains of some queries overlap
 * if they are short; the factors of all queries are one vector's exponentials.
 */
final class SoftmaxCode {
    private static final int GROUPS = AttentionShape.TILE / Lanes.COUNT;
    private static final int INFINITY = 0x7f800000;
    private static final Mask NUMBERS = Mask.K2;
    private static final V V0 = new V(0);
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
    private final boolean capped;
    private final boolean counting;

    /**
     * @param capped whether scores have a soft cap
     * @param counting whether results have their pages' parts of l
     */
    SoftmaxCode(
            final Lanes lanes,
            final Assembler a,
            final StackFrame stack,
            final boolean capped,
            final boolean counting) {
        l = lanes;
        this.a = a;
        s = a.simd();
        this.stack = stack;
        functions = new FunctionCode(lanes);
        this.capped = capped;
        this.counting = counting;
    }

    void emit() {
        final Label part = new Label();
        final Label done = new Label();
        l.zero(D);
        l.store(stack.factor(0), D);
        a.mov(RAX, RDI.at(AttentionFrame.TO));
        a.sub(RAX, RDI.at(AttentionFrame.FROM));
        a.cmp(RAX, AttentionShape.TILE);
        a.jump(Condition.NOT_EQUAL, part);
        weights(true);
        a.jmp(done);
        a.place(part);
        weights(false);
        a.place(done);
        queries(this::rescale);
    }

    /** A loop: r8 has the query's result, r9 its scores, r10 its entry, r11 its factor. */
    private void queries(final Runnable query) {
        a.mov(R9, RSP);
        a.mov(R10, RSI);
        a.lea(R11, stack.factor(0));
        a.mov(RCX, stack.queries());
        final Label loop = a.here();
        a.mov(R8, R10.at(8));
        query.run();
        a.add(R9, StackFrame.SCORES);
        a.add(R10, AttendCode.ENTRY);
        a.add(R11, Float.BYTES);
        a.dec(RCX);
        a.jump(Condition.NOT_EQUAL, loop);
    }

    private static Each score(final int group) {
        return new Each(R9.at(4 * Lanes.COUNT * group));
    }

    /** A group's scores while their maximum is looked for, or a register for them. */
    private V x(final int group) {
        return l.wide() ? new V(8 + group) : V0;
    }

    /** A group's scores, which are on the stack too. */
    private V kept(final int group) {
        if (!l.wide()) {
            l.load(x(group), score(group).address());
        }
        return x(group);
    }

    /**
     * m goes on, scores become exponentials; the factor's slot gets the exponential of the
     * difference of m, and the slot behind it the exponentials' sum.
     *
     * @param whole whether all positions of the tile are seen
     */
    private void weights(final boolean whole) {
        queries(
                () -> {
                    scale(whole);
                    maximum();
                    s.vmovss(l.low(V0), R8.at(0));
                    s.op(VSUBPS, l.low(V0), l.low(V0), l.low(MAX));
                    s.vmovss(R11.at(0), l.low(V0));
                    s.vmovss(R8.at(0), l.low(MAX));
                });
        factors();
        queries(
                () -> {
                    exponentials(whole);
                    l.fold(VADDPS, REST, T);
                    s.vmovss(sum(), l.low(REST));
                });
    }

    /**
     * Exponentials of the differences of m. Loading what was stored in pieces waits until these are
     * in the cache; what follows needn't wait for that.
     */
    private void factors() {
        l.load(V0, stack.factor(0));
        functions.expUpTo0(D, V0, T, U, W);
        l.store(stack.factor(0), D);
    }

    private Address sum() {
        return R11.at(stack.spare().displacement() - stack.factor(0).displacement());
    }

    /** Scale, cap and mask. */
    private void scale(final boolean whole) {
        for (int group = 0; group < GROUPS; group++) {
            final V x = x(group);
            l.load(x, score(group).address());
            l.op(VMULPS, x, x, new All(RDI.at(AttentionFrame.SCALE)));
            if (capped) {
                cap(x);
            }
            if (!whole) {
                hide(x, group, Float.NEGATIVE_INFINITY);
            }
            l.store(score(group).address(), x);
        }
    }

    /** `x = cap * tanh(x / cap)`. */
    private void cap(final V x) {
        final All cap = new All(RDI.at(AttentionFrame.CAP));
        l.op(VDIVPS, x, x, cap);
        functions.tanh(D, x, T, U, W, MAX);
        l.op(VMULPS, x, D, cap);
    }

    /** Positions that aren't seen get a value that changes nothing. */
    private void hide(final V x, final int group, final float value) {
        final float[] positions = new float[Lanes.COUNT];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = Lanes.COUNT * group + i;
        }
        l.load(T, a.constants(positions));
        l.broadcast(U, l.constant(value).address());
        l.choose(x, T, GREATER_OR_EQUAL, new All(RDI.at(AttentionFrame.FROM_F32)), x, U);
        l.choose(x, T, LESS, new All(RDI.at(AttentionFrame.TO_F32)), x, U);
    }

    /**
     * MAX becomes the maximum of the scores and m, in all lanes, as Math.max has it: NaN if one is
     * NaN, and +0 above -0. vmaxps knows neither, so both are looked for, and then done slowly.
     */
    private void maximum() {
        final Label notNumbers = new Label();
        final Label zero = new Label();
        final Label done = new Label();
        l.broadcast(MAX, R8.at(0));
        if (l.wide()) {
            wideMaxima(notNumbers);
        } else {
            maxima(notNumbers);
        }
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
        zeroMaximum();
        a.place(done);
    }

    /** MAX becomes the lanes' maxima; jumps where a number is none. */
    private void wideMaxima(final Label notNumbers) {
        final Vec max = l.vec(MAX, 0);
        s.vcmpps(NUMBERS, max, max, ORDERED);
        for (int group = 0; group < GROUPS; group += 2) {
            final Vec first = l.vec(x(group), 0);
            s.vcmpps(NUMBERS, NUMBERS, first, l.vec(x(group + 1), 0), ORDERED);
        }
        for (int group = 0; group < GROUPS; group++) {
            l.op(VMAXPS, MAX, MAX, x(group));
        }
        s.kortestw(NUMBERS, NUMBERS);
        a.jump(Condition.ABOVE_OR_EQUAL, notNumbers);
    }

    /** The same: the bits of NaN's magnitude are above those of infinity. */
    private void maxima(final Label notNumbers) {
        l.op(VPAND, REST, MAX, l.constant(Integer.MAX_VALUE));
        for (int group = 0; group < GROUPS; group++) {
            final V x = kept(group);
            l.op(VMAXPS, MAX, MAX, x);
            l.op(VPAND, x, x, l.constant(Integer.MAX_VALUE));
            l.op(VPMAXUD, REST, REST, x);
        }
        l.fold(VPMAXUD, REST, T);
        s.vmovd(RAX, l.low(REST));
        a.cmp(RAX, INFINITY);
        a.jump(Condition.ABOVE, notNumbers);
    }

    /** Nothing is above a zero: as unsigned numbers +0 is the least, then -0. */
    private void zeroMaximum() {
        l.broadcast(MAX, R8.at(0));
        for (int group = 0; group < GROUPS; group++) {
            l.op(VPMINUD, MAX, MAX, kept(group));
        }
        l.fold(VPMINUD, MAX, T);
    }

    /** Scores become exponentials; REST becomes their sums by lanes. */
    private void exponentials(final boolean whole) {
        l.broadcast(MAX, R8.at(0));
        l.zero(REST);
        for (int group = 0; group < GROUPS; group++) {
            l.load(V0, score(group).address());
            l.op(VSUBPS, V0, V0, MAX);
            functions.expUpTo0(D, V0, T, U, W);
            if (!whole) {
                hide(D, group, 0);
            }
            l.store(score(group).address(), D);
            l.op(VADDPS, REST, REST, D);
        }
    }

    /** l goes on by what its earlier value is multiplied with, and the pages' parts. */
    private void rescale() {
        s.vmovss(l.low(V0), R8.at(4));
        s.vmovss(l.low(D), R11.at(0));
        s.vmovss(l.low(T), sum());
        s.op(VFMADD213PS, l.low(V0), l.low(D), l.low(T));
        s.vmovss(R8.at(4), l.low(V0));
        if (counting) {
            pages();
        }
    }

    /**
     * Earlier pages' parts of l, times the factor, and those of the tile's pages; r8 is used up.
     */
    private void pages() {
        a.add(R8, RDI.at(AttentionFrame.PAGES));
        l.load(V0, R8.at(0));
        l.op(VMULPS, V0, V0, new All(R11.at(0)));
        l.store(R8.at(0), V0);
        a.add(R8, RDI.at(AttentionFrame.TILE_PAGES));
        final int each = AttentionShape.PAGE / Lanes.COUNT;
        for (int page = 0; page < GROUPS / each; page++) {
            l.load(V0, score(each * page).address());
            l.op(VADDPS, V0, V0, score(each * page + 1));
            l.fold(VADDPS, V0, T);
            s.vmovss(R8.at(4 * page), l.low(V0));
        }
    }
}
