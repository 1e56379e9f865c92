package io.vesalius.x86;

import io.vesalius.kernel.Quantized;
import io.vesalius.x86.WeightCode.Minimum;

/**
 * Sixteen rows' weights of one block of 32 as {@link UnpackCode} leaves them for {@link PanelCode}:
 * bytes ready to be multiplied, `[8 groups of four elements, 16 rows, 4]`, then numbers of sixteen
 * rows. Offsets in bytes from the block's start.
 *
 * @param signed whether the bytes are signed: their magnitudes then lie beside them
 * @param halves whether elements 0-15 and 16-31 have integer scales of their own
 * @param minimum the type's kind of minimum
 */
record UnpackedLayout(boolean signed, boolean halves, Minimum minimum) {
    static final int GROUPS = Quantized.BLOCK / 4;

    /** Bytes of a group, and of a number of sixteen rows. */
    static final int LINE = 64;

    private static final int BYTES = GROUPS * LINE;

    static UnpackedLayout of(final WeightCode weights) {
        return new UnpackedLayout(weights.signed(), weights.halves(), weights.minimum());
    }

    /** Bytes to be multiplied with activations, their signs left out. */
    int magnitudes(final int group) {
        return group * LINE;
    }

    /** The same with signs. */
    int signs(final int group) {
        return BYTES + group * LINE;
    }

    private int numbers() {
        return signed ? 2 * BYTES : BYTES;
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
        return minimumScale() + (minimum == Minimum.NONE ? 0 : LINE) + half * LINE;
    }

    /** Both halves' scales, 16 bits each. */
    int subScales() {
        return subScale(2);
    }

    /** Both halves' minimums, 16 bits each. */
    int subMinimums() {
        return subScale(3);
    }

    /** Bytes of a block. */
    int bytes() {
        return subScale(0) + (halves ? 3 * LINE : 0) + (minimum == Minimum.HALVES ? LINE : 0);
    }
}
