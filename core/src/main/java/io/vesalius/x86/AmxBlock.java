package io.vesalius.x86;

import static io.vesalius.x86.asm.Op.VPADDB;
import static io.vesalius.x86.asm.Op.VPADDW;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPMULLW;
import static io.vesalius.x86.asm.Op.VPOR;
import static io.vesalius.x86.asm.Shift.VPSLLD;
import static io.vesalius.x86.asm.Shift.VPSLLW;
import static io.vesalius.x86.asm.Shift.VPSRLW;

import io.vesalius.kernel.Quantized;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.WeightCode.Minimum;
import io.vesalius.x86.asm.Address;

/**
 * Sixteen rows' weights of a block of 32 for {@link AmxProductCode}: signed bytes `[8 groups of
 * four elements, 16 rows, 4]`, then the f32 scale and minimum of sixteen rows. Offsets in bytes
 * from the block's start.
 *
 * <p>Where halves of the block have integer scales, these are multiplied in: `scale * weight` has
 * sixteen bits, of which the upper byte, signed, and the lower, unsigned, are matrices of their
 * own.
 *
 * @param weights the type's decoding
 */
record AmxBlock(WeightCode weights) implements UnpackedBlock {
    static final int GROUPS = Quantized.BLOCK / 4;
    private static final int LINE = 64;
    private static final int MATRIX = GROUPS * LINE;

    private static final int LOW_BYTES = 0x00ff00ff;
    private static final int LOW_HALF = 0xffff;
    private static final V EVEN = new V(0);
    private static final V ODD = new V(1);
    private static final V T = new V(2);

    /** The scales of halves, twice as 16 bits. */
    private static final V[] SUB_SCALES = {new V(3), new V(4)};

    /** Whether there are two matrices of bytes. */
    boolean split() {
        return weights.halves();
    }

    /** The bytes, or the lower ones. */
    int low() {
        return 0;
    }

    /** The upper ones. */
    int high() {
        return MATRIX;
    }

    /** The f32 scale. */
    int scale() {
        return split() ? 2 * MATRIX : MATRIX;
    }

    /** The f32 minimum. */
    int minimum() {
        return scale() + LINE;
    }

    @Override
    public int bytes() {
        return weights.minimum() == Minimum.NONE ? minimum() : minimum() + LINE;
    }

    /** What unsigned bytes stand for less than themselves. */
    private int offset() {
        final int shift = weights.signed() ? 7 : weights.offsetShift();
        return shift < 0 ? 0 : 1 << shift;
    }

    @Override
    public void emit(final ProductRegisters r, final int block, final Address to) {
        if (split()) {
            subScale(r, block, 0);
            subScale(r, block, 1);
        }
        for (int group = 0; group < GROUPS; group++) {
            weights.weights(r, block, group, r.weights());
            if (split()) {
                split(r, group, to.plus(LINE * group));
            } else {
                whole(r, to.plus(LINE * group));
            }
        }
        final V d = r.weights();
        weights.scale(r, block, d);
        r.lanes().store(to.plus(scale()), d);
        if (weights.minimum() != Minimum.NONE) {
            weights.minimum(r, block, d);
            r.lanes().store(to.plus(minimum()), d);
        }
    }

    private void whole(final ProductRegisters r, final Address to) {
        final Lanes l = r.lanes();
        final V d = r.weights();
        if (offset() > 0) {
            l.op(VPADDB, d, d, l.constants((256 - offset()) * 0x01010101));
        }
        l.store(to.plus(low()), d);
    }

    private void subScale(final ProductRegisters r, final int block, final int half) {
        final Lanes l = r.lanes();
        final V d = SUB_SCALES[half];
        weights.subScale(r, block, half, d);
        l.shift(VPSLLD, T, d, 16);
        l.op(VPAND, d, d, l.constant(LOW_HALF));
        l.op(VPOR, d, d, T);
    }

    /** Times the scale, even and odd bytes apart. */
    private void split(final ProductRegisters r, final int group, final Address to) {
        final Lanes l = r.lanes();
        final V scale = SUB_SCALES[group < GROUPS / 2 ? 0 : 1];
        l.op(VPAND, EVEN, r.weights(), l.constant(LOW_BYTES));
        l.shift(VPSRLW, ODD, r.weights(), 8);
        for (final V words : new V[] {EVEN, ODD}) {
            if (offset() > 0) {
                l.op(VPADDW, words, words, l.constants((65536 - offset()) * 0x00010001));
            }
            l.op(VPMULLW, words, words, scale);
        }
        l.shift(VPSLLW, T, ODD, 8);
        l.op(VPAND, r.weights(), EVEN, l.constant(LOW_BYTES));
        l.op(VPOR, T, T, r.weights());
        l.store(to.plus(low()), T);
        l.shift(VPSRLW, T, EVEN, 8);
        l.op(VPAND, ODD, ODD, l.constant(~LOW_BYTES));
        l.op(VPOR, T, T, ODD);
        l.store(to.plus(high()), T);
    }
}
