package io.vesalius.x86;

import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Comparison;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Mask;
import io.vesalius.x86.asm.Op;
import io.vesalius.x86.asm.Operand;
import io.vesalius.x86.asm.Shift;
import io.vesalius.x86.asm.Simd;
import io.vesalius.x86.asm.Vec;

import java.util.Arrays;

/**
 * Sixteen lanes of 32 bits, whatever the registers' width: one zmm, or two ymm. Verbs that are
 * written with it are emitted for both instruction sets, in the same order of operations.
 *
 * <p>Registers are numbered, {@link V} 0 to 30 with AVX-512, 0 to 6 with AVX2, where the last two
 * ymm serve for what AVX-512 does in one instruction: {@link #SPREAD} is one of them. k7 is used up
 * by choices.
 */
final class Lanes {
    static final int COUNT = 16;
    private static final Mask CHOICE = Mask.K7;

    /** With AVX2, for {@link #spread} only: half of it is lost to choices. */
    static final V SPREAD = new V(7);

    /** With AVX2, for what AVX-512 does in one instruction. */
    static final Vec SPARE = Vec.ymm(15);

    private static final Vec SPARE2 = Vec.ymm(14);

    /** What an operation can read last. */
    sealed interface Source {}

    /** Sixteen lanes in registers. */
    record V(int index) implements Source {}

    /** Consecutive elements in memory. */
    record Each(Address address) implements Source {}

    /** One element of 4 bytes in memory, for all lanes. */
    record All(Address address) implements Source {}

    /** A register that holds one number in all of its lanes. */
    record Same(Vec register) implements Source {}

    private final Isa isa;
    private final Assembler a;
    private final Simd s;

    Lanes(final Isa isa, final Assembler a) {
        this.isa = isa;
        this.a = a;
        s = a.simd();
    }

    Isa isa() {
        return isa;
    }

    boolean wide() {
        return isa.wide();
    }

    /** The register of a half (AVX2), or of all lanes, where `half` is 0. */
    Vec vec(final V v, final int half) {
        return wide() ? Vec.zmm(v.index()) : Vec.ymm(2 * v.index() + half);
    }

    private int halves() {
        return wide() ? 1 : 2;
    }

    private int bytes() {
        return wide() ? 64 : 32;
    }

    /** The lowest lane's register. */
    Vec low(final V v) {
        return vec(v, 0).low128();
    }

    /** One f32 for all lanes, in memory. */
    All constant(final float value) {
        return constant(Float.floatToRawIntBits(value));
    }

    /** One int for all lanes, in memory. */
    All constant(final int value) {
        return new All(a.constants(value));
    }

    /** Ints that repeat over the lanes, in memory. */
    Each constants(final int... values) {
        final int[] all = new int[COUNT];
        Arrays.setAll(all, i -> values[i % values.length]);
        return new Each(a.constants(all));
    }

    private Operand operand(final Op op, final Source source, final int half) {
        return switch (source) {
            case V v -> vec(v, half);
            case Same same -> same.register();
            case Each e -> e.address().plus(half * op.sourceBytes(bytes()));
            case All c when wide() -> c.address().toAll();
            case All c -> {
                if (half == 0) {
                    s.op(Op.VBROADCASTSS, SPARE, c.address());
                }
                yield SPARE;
            }
        };
    }

    /** `d = op(a)`. */
    void op(final Op op, final V d, final Source source) {
        for (int half = 0; half < halves(); half++) {
            final Operand operand = operand(op, source, half);
            final boolean narrow = operand instanceof Vec && op.sourceBytes(32) < 32;
            if (narrow) {
                throw new IllegalArgumentException(op + " widens: from memory only");
            }
            s.op(op, vec(d, half), operand);
        }
    }

    /** `d = op(x, y)`. */
    void op(final Op op, final V d, final V x, final Source y) {
        for (int half = 0; half < halves(); half++) {
            s.op(op, vec(d, half), vec(x, half), operand(op, y, half));
        }
    }

    /** `d = op(x, y, immediate)`; within pieces of 128 bits. */
    void op(final Op op, final V d, final V x, final Source y, final int immediate) {
        for (int half = 0; half < halves(); half++) {
            s.op(op, vec(d, half), vec(x, half), operand(op, y, half), immediate);
        }
    }

    void shift(final Shift op, final V d, final V x, final int count) {
        for (int half = 0; half < halves(); half++) {
            s.shift(op, vec(d, half), vec(x, half), count);
        }
    }

    /** Shifts sixteen lanes of memory; by 0 bits it only loads them. */
    void shift(final Shift op, final V d, final Each x, final int count) {
        if (wide() && count != 0) {
            s.shift(op, vec(d, 0), x.address(), count);
            return;
        }
        op(Op.VMOVUPS, d, x);
        if (count != 0) {
            shift(op, d, d, count);
        }
    }

    /** `d = (x shifted to the right) & mask`. */
    void bits(final V d, final Each x, final int right, final Source mask) {
        if (right == 0 && mask instanceof V m) {
            op(Op.VPAND, d, m, x);
            return;
        }
        shift(Shift.VPSRLD, d, x, right);
        op(Op.VPAND, d, d, mask);
    }

    /** `d |= (x shifted) & mask`, to the left, or to the right where `left` is negative. */
    void orBits(final V d, final Each x, final int left, final Source mask, final V scratch) {
        shift(left < 0 ? Shift.VPSRLD : Shift.VPSLLD, scratch, x, Math.abs(left));
        orMasked(d, scratch, mask);
    }

    /** `d |= x & mask`; uses x up. */
    void orMasked(final V d, final V x, final Source mask) {
        if (wide()) {
            final int orAnd = 0xf8;
            s.op(Op.VPTERNLOGD, vec(d, 0), vec(x, 0), operand(Op.VPAND, mask, 0), orAnd);
        } else {
            op(Op.VPAND, x, x, mask);
            op(Op.VPOR, d, d, x);
        }
    }

    /** Turns lanes to the left by the counts (0 to 31) of sixteen lanes of memory. */
    void turn(final V d, final Each x, final Each count, final V scratch) {
        op(Op.VMOVUPS, d, x);
        if (wide()) {
            op(Op.VPROLVD, d, d, count);
            return;
        }
        op(Op.VMOVUPS, scratch, count);
        for (int half = 0; half < 2; half++) {
            final Vec turned = vec(d, half);
            final Vec left = vec(scratch, half);
            s.op(Op.VMOVUPS, SPARE, constants(Integer.SIZE).address());
            s.op(Op.VPSUBD, SPARE, SPARE, left);
            s.op(Op.VPSLLVD, left, turned, left);
            s.op(Op.VPSRLVD, turned, turned, SPARE);
            s.op(Op.VPOR, turned, turned, left);
        }
    }

    /** Each byte of `index` becomes that byte of the table of sixteen. */
    void look(final V d, final Source table, final V index, final V scratch) {
        if (table instanceof V t) {
            op(Op.VPSHUFB, d, t, index);
            return;
        }
        op(Op.VMOVUPS, scratch, table);
        op(Op.VPSHUFB, d, scratch, index);
    }

    void move(final V d, final V from) {
        op(Op.VMOVUPS, d, from);
    }

    void load(final V d, final Address from) {
        op(Op.VMOVUPS, d, new Each(from));
    }

    void store(final Address to, final V from) {
        for (int half = 0; half < halves(); half++) {
            s.vmovups(to.plus(32 * half), vec(from, half));
        }
    }

    /** Stores as F16, rounded to nearest even. */
    void storeHalves(final Address to, final V from) {
        for (int half = 0; half < halves(); half++) {
            s.vcvtps2ph(to.plus(16 * half), vec(from, half));
        }
    }

    /** One element of 4 bytes from memory to all lanes. */
    void broadcast(final V d, final Address from) {
        for (int half = 0; half < halves(); half++) {
            s.op(Op.VBROADCASTSS, vec(d, half), from);
        }
    }

    /** The same for an operand that is only read: with AVX2 one register serves both halves. */
    Same spread(final V d, final Address from) {
        final Vec register = vec(d, 0);
        s.op(Op.VBROADCASTSS, register, from);
        return new Same(register);
    }

    /** The lowest lane. */
    Same spread(final V d) {
        final Vec register = vec(d, 0);
        s.op(Op.VBROADCASTSS, register, register.low128());
        return new Same(register);
    }

    /** The lowest lane to all lanes. */
    void broadcast(final V d, final V from) {
        for (int half = halves() - 1; half >= 0; half--) {
            s.op(Op.VBROADCASTSS, vec(d, half), low(from));
        }
    }

    /** The lower half of a general register to all lanes. */
    void broadcast(final V d, final Gpr from) {
        s.vmovd(low(d), from);
        broadcast(d, d);
    }

    void zero(final V d) {
        op(Op.VPXOR, d, d, d);
    }

    /** `d = x compares with y ? then : otherwise`, lane by lane. */
    void choose(
            final V d,
            final V x,
            final Comparison by,
            final Source y,
            final V then,
            final V otherwise) {
        if (wide()) {
            s.vcmpps(CHOICE, vec(x, 0), operand(Op.VCMPPS, y, 0), by);
            s.vblendmps(vec(d, 0), CHOICE, vec(otherwise, 0), vec(then, 0));
            return;
        }
        for (int half = 0; half < 2; half++) {
            s.op(Op.VCMPPS, SPARE2, vec(x, half), operand(Op.VCMPPS, y, half), by.code());
            s.vblendvps(vec(d, half), vec(otherwise, half), vec(then, half), SPARE2);
        }
    }

    /** AVX-512: `d = op(a, b)` where the comparison of x and y holds, else 0. */
    void orZero(
            final Op op,
            final V d,
            final V first,
            final V second,
            final V x,
            final Comparison by,
            final Source y) {
        s.vcmpps(CHOICE, vec(x, 0), operand(Op.VCMPPS, y, 0), by);
        s.op(op, vec(d, 0).zeroed(CHOICE), vec(first, 0), vec(second, 0));
    }

    /** Folds lanes i + 8, i + 4, i + 2, i + 1 in by `op`; the result is the lowest lane of v. */
    void fold(final Op op, final V v, final V scratch) {
        final Vec x = Vec.ymm(vec(v, 0).index());
        final Vec t = Vec.ymm(vec(scratch, 0).index());
        if (t.index() > 15 || x.index() > 15) {
            throw new IllegalArgumentException("folding takes registers below 16");
        }
        if (wide()) {
            s.vextractf64x4(t, vec(v, 0), 1);
            s.op(op, x, x, t);
        } else {
            s.op(op, x, x, vec(v, 1));
        }
        s.vextractf128(t.low128(), x, 1);
        s.op(op, x.low128(), x.low128(), t.low128());
        s.op(Op.VSHUFPS, t.low128(), x.low128(), x.low128(), 0x4e);
        s.op(op, x.low128(), x.low128(), t.low128());
        s.op(Op.VSHUFPS, t.low128(), x.low128(), x.low128(), 0xb1);
        s.op(op, x.low128(), x.low128(), t.low128());
    }

    /** The address of constants to a general register. */
    void pointTo(final Gpr d, final int... words) {
        a.lea(d, a.constants(words));
    }

    /** 32 bits from `base + 4 * index`; all three registers differ. */
    void gather(final V d, final Gpr base, final V index) {
        for (int half = 0; half < halves(); half++) {
            if (wide()) {
                s.setAll(CHOICE);
                s.vpgatherdd(vec(d, 0), base, vec(index, 0), CHOICE);
            } else {
                s.op(Op.VPCMPEQD, SPARE, SPARE, SPARE);
                s.vpgatherdd(vec(d, half), base, vec(index, half), SPARE);
            }
        }
    }

    /** Stores the low byte of each lane; `scratch` is used with AVX2. */
    void storeLowBytes(final Address to, final V v, final V scratch) {
        if (wide()) {
            s.vpmovdb(to, vec(v, 0));
            return;
        }
        final Vec x = vec(scratch, 0);
        op(Op.VPAND, scratch, v, constant(255));
        s.op(Op.VPACKSSDW, x, x, vec(scratch, 1));
        s.op(Op.VPACKUSWB, x, x, x);
        s.vextractf128(SPARE.low128(), x, 1);
        s.op(Op.VUNPCKLPS, x.low128(), x.low128(), SPARE.low128());
        s.vmovups(to, x.low128());
    }
}
