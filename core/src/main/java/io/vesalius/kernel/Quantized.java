package io.vesalius.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Activations quantised in blocks of 32 along the columns, beside their f32 form.
 *
 * @param values int8 `[capacity, columns]`, in [-127, 127]
 * @param scales f32 `[capacity, columns / 32]`
 * @param sums int32 `[capacity, columns / 16]`: sums of 16 values, for minimums and offsets
 * @param columns elements of a row, a multiple of 32
 */
public record Quantized(
        MemorySegment values, MemorySegment scales, MemorySegment sums, int columns) {
    /** Elements that share a scale. */
    public static final int BLOCK = 32;

    public long valueAt(final int row) {
        return (long) row * columns;
    }

    public long scaleAt(final int row) {
        return 4L * row * (columns / BLOCK);
    }

    public long sumAt(final int row) {
        return 4L * row * (columns / (BLOCK / 2));
    }
}
