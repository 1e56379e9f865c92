package io.vesalius.vector;

import io.vesalius.kernel.Quantized;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rows of activations as the products' inner loops want them: int8 as integers in f32, in which a
 * block's sum of products is exact (it stays under 2^24), whatever its order. One a thread; grows.
 */
final class ActivationRows {
    private static final int BLOCK = Quantized.BLOCK;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Elements, `[row][columns]`. */
    float[] values = new float[0];

    /** Scales, `[row][columns / 32]`, as the three that follow. */
    float[] scales = new float[0];

    /** The scale times the sum of a block, rounded: what a minimum of 1 is multiplied with. */
    float[] sums = new float[0];

    /** Sums of elements 0-15 and 16-31 of a block. */
    float[] lowSums = new float[0];

    float[] highSums = new float[0];

    private void ensure(final int elements) {
        if (values.length < elements) {
            values = new float[elements];
        }
    }

    /** Takes `count` rows of f32, whatever their order of magnitude. */
    void load(final MemorySegment x, final long at, final int elements) {
        ensure(elements);
        MemorySegment.copy(x, FLOAT, at, values, 0, elements);
    }

    void load(final Quantized x, final int fromRow, final int count) {
        final int perRow = x.columns() / BLOCK;
        final int blocks = count * perRow;
        ensure(blocks * BLOCK);
        if (scales.length < blocks) {
            scales = new float[blocks];
            sums = new float[blocks];
            lowSums = new float[blocks];
            highSums = new float[blocks];
        }
        for (int row = 0; row < count; row++) {
            for (int b = 0; b < perRow; b++) {
                block(x.data(), x.at(fromRow + row, b), row * perRow + b);
            }
        }
    }

    private void block(final MemorySegment data, final long at, final int index) {
        for (int i = 0; i < BLOCK; i += Lanes.COUNT) {
            Lanes.bytes(data, at + i).intoArray(values, index * BLOCK + i);
        }
        scales[index] = data.get(FLOAT, at + Quantized.SCALE);
        sums[index] = data.get(FLOAT, at + Quantized.SCALED_SUM);
        final int sum = -data.get(INT, at + Quantized.NEGATED_SUM);
        final int low = -data.get(INT, at + Quantized.NEGATED_LOW_SUM);
        lowSums[index] = low;
        highSums[index] = sum - low;
    }
}
