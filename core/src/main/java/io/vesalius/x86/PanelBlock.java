package io.vesalius.x86;

import static io.vesalius.x86.asm.Op.VPABSB;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPOR;
import static io.vesalius.x86.asm.Shift.VPSLLD;

import io.vesalius.kernel.Quantized;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.WeightCode.Minimum;
import io.vesalius.x86.asm.Address;

/**
 * Sixteen rows' weights of a block of 32 for {@link PanelCode}: bytes ready to be multiplied, `[8
 * groups of four elements, 16 rows, 4]`, then numbers of sixteen rows. Offsets in bytes from the
 * block's start. AVX2.
 *
 * @param weights the type's decoding
 */
record PanelBlock(WeightCode weights) implements UnpackedBlock {
    static final int GROUPS = Quantized.BLOCK / 4;

    /** Bytes of a group, and of a number of sixteen rows. */
    static final int LINE = 64;

    private static final int BYTES = GROUPS * LINE;
    private static final int LOW_HALF = 0xffff;

    /** Bytes to be multiplied with activations, their signs left out. */
    int magnitudes(final int group) {
        return group * LINE;
    }

    /** The same with signs, where the type has signed bytes. */
    int signs(final int group) {
        return BYTES + group * LINE;
    }

    private int numbers() {
        return weights.signed() ? 2 * BYTES : BYTES;
    }

    /** The f32 scale. */
    int scale() {
        return numbers();
    }

    /** The f32 minimum. */
    int minimumScale() {
        return numbers() + LINE;
    }

    /** The scale of a half, twice as 16 bits. */
    int subScale(final int half) {
        return minimumScale() + (weights.minimum() == Minimum.NONE ? 0 : LINE) + half * LINE;
    }

    /** Both halves' scales, 16 bits each. */
    int subScales() {
        return subScale(2);
    }

    /** Both halves' minimums, 16 bits each. */
    int subMinimums() {
        return subScale(3);
    }

    @Override
    public int bytes() {
        final int minimums = weights.minimum() == Minimum.HALVES ? LINE : 0;
        return subScale(0) + (weights.halves() ? 3 * LINE : 0) + minimums;
    }

    @Override
    public void emit(final ProductRegisters r, final int block, final Address to) {
        final Lanes l = r.lanes();
        final V d = r.weights();
        for (int group = 0; group < GROUPS; group++) {
            weights.weights(r, block, group, d);
            if (weights.signed()) {
                l.store(to.plus(signs(group)), d);
                l.op(VPABSB, d, d);
            }
            l.store(to.plus(magnitudes(group)), d);
        }
        weights.scale(r, block, d);
        l.store(to.plus(scale()), d);
        if (weights.minimum() != Minimum.NONE) {
            weights.minimum(r, block, d);
            l.store(to.plus(minimumScale()), d);
        }
        if (weights.halves()) {
            scalesOfHalves(r, block, to);
        }
        if (weights.minimum() == Minimum.HALVES) {
            minimumsOfHalves(r, block, to);
        }
    }

    private void scalesOfHalves(final ProductRegisters r, final int block, final Address to) {
        final Lanes l = r.lanes();
        final V low = new V(0);
        final V high = new V(1);
        weights.subScale(r, block, 0, low);
        weights.subScale(r, block, 1, high);
        l.op(VPAND, low, low, l.constant(LOW_HALF));
        final V shifted = new V(2);
        l.shift(VPSLLD, shifted, high, 16);
        pair(r, to.plus(subScales()), low, shifted);
        l.op(VPAND, high, high, l.constant(LOW_HALF));
        pair(r, to.plus(subScale(1)), high, shifted);
        l.shift(VPSLLD, shifted, low, 16);
        pair(r, to.plus(subScale(0)), low, shifted);
    }

    private void minimumsOfHalves(final ProductRegisters r, final int block, final Address to) {
        final V low = new V(0);
        final V high = new V(1);
        weights.subMinimum(r, block, 0, low);
        weights.subMinimum(r, block, 1, high);
        r.lanes().shift(VPSLLD, high, high, 16);
        pair(r, to.plus(subMinimums()), low, high);
    }

    private static void pair(
            final ProductRegisters r, final Address to, final V low, final V high) {
        final V d = r.weights();
        r.lanes().op(VPOR, d, low, high);
        r.lanes().store(to, d);
    }
}
