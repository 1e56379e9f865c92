package io.vesalius.x86;

import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Mask;
import io.vesalius.x86.asm.Op;
import io.vesalius.x86.asm.Simd;

import java.util.Arrays;

/**
 * The last elements of a vector, fewer than sixteen: no other memory than theirs is touched.
 * AVX-512 keeps in k1 how many they are, AVX2 in rax, which has to stay.
 */
final class Tail {
    private static final Mask MASK = Mask.K1;
    private static final int HALF_BYTES = 32;

    private final Lanes l;
    private final Assembler a;
    private final Simd s;

    Tail(final Lanes lanes, final Assembler a) {
        l = lanes;
        this.a = a;
        s = a.simd();
    }

    /** Says how many they are, 0 to 15; `count` is used up, and rax. */
    void begin(final Gpr count) {
        if (l.wide()) {
            final int[] masks = new int[Lanes.COUNT];
            Arrays.setAll(masks, n -> (1 << n) - 1);
            a.lea(Gpr.RAX, a.constants(masks));
            a.mov32(Gpr.RAX, Address.at(Gpr.RAX, count, 4, 0));
            s.kmovw(MASK, Gpr.RAX);
            return;
        }
        final int[] ones = new int[2 * Lanes.COUNT];
        Arrays.fill(ones, 0, Lanes.COUNT, -1);
        a.lea(Gpr.RAX, a.constants(ones));
        a.neg(count);
        a.lea(Gpr.RAX, Address.at(Gpr.RAX, count, 4, 4 * Lanes.COUNT));
    }

    /** AVX-512: what `op` makes of the elements, zeros in the other lanes. */
    void op(final Op op, final V d, final Address from) {
        s.op(op, l.vec(d, 0).zeroed(MASK), from);
    }

    /** Loads the elements, zeros in the other lanes. */
    void load(final V d, final Address from) {
        if (l.wide()) {
            op(Op.VMOVUPS, d, from);
            return;
        }
        for (int half = 0; half < 2; half++) {
            s.op(Op.VMOVUPS, Lanes.SPARE, Gpr.RAX.at(HALF_BYTES * half));
            s.vmaskmovps(l.vec(d, half), Lanes.SPARE, from.plus(HALF_BYTES * half));
        }
    }

    /** Stores the elements. */
    void store(final Address to, final V from) {
        if (l.wide()) {
            s.vmovups(to, l.vec(from, 0).masked(MASK));
            return;
        }
        for (int half = 0; half < 2; half++) {
            s.op(Op.VMOVUPS, Lanes.SPARE, Gpr.RAX.at(HALF_BYTES * half));
            s.vmaskmovps(to.plus(HALF_BYTES * half), Lanes.SPARE, l.vec(from, half));
        }
    }
}
