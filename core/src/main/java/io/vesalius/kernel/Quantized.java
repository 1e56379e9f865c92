package io.vesalius.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Activations quantised in blocks of 32 along the columns, `[rows, columns / 32]` records one after
 * another: int8 `[32]` in [-127, 127], then what a product needs of a block beside them. All of a
 * block lies together, so that one pointer a row reaches it.
 *
 * @param data the records
 * @param columns elements of a row, a multiple of 32
 */
public record Quantized(MemorySegment data, int columns) {
    /** Elements that share a scale. */
    public static final int BLOCK = 32;

    /** Bytes of a record. */
    public static final int RECORD = 48;

    /** Where in a record the scale d lies, f32. */
    public static final int SCALE = 32;

    /** The sum of the 32 values, negated, int32: times a weight's offset it starts a sum. */
    public static final int NEGATED_SUM = 36;

    /** The sum of the first 16 values, negated, int32: for types whose scales serve 16. */
    public static final int NEGATED_LOW_SUM = 40;

    /** `d * (float) sum` of the 32 values, f32: what a weight's minimum is multiplied with. */
    public static final int SCALED_SUM = 44;

    /** A row of 2^k records would meet the next in the same sets of the cache. */
    private static final int GAP = 64;

    /** Bytes that `rows` rows take. */
    public static long bytes(final int rows, final int columns) {
        return rows * rowBytes(columns);
    }

    private static long rowBytes(final int columns) {
        return (long) columns / BLOCK * RECORD + GAP;
    }

    /** Bytes from a row to the next. */
    public long rowBytes() {
        return rowBytes(columns);
    }

    /** Where the record of a block of a row starts. */
    public long at(final int row, final int block) {
        return row * rowBytes() + (long) block * RECORD;
    }
}
