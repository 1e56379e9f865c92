package io.vesalius.vector;

import io.vesalius.kernel.Quantized;

/**
 * Weights of two neighbouring groups of rows, decoded for the products' inner loops: up to {@link
 * #CHUNK} blocks of 32, elements as integers in f32. One a thread.
 */
final class DecodedWeights {
    /** Blocks that are decoded at once: one of 256, or what stays in the first cache. */
    static final int CHUNK = 8;

    /** Elements of each row in a chunk. */
    static final int CHUNK_COLUMNS = CHUNK * Quantized.BLOCK;

    /** Where the second group's values, and its numbers for each block, start. */
    static final int SECOND_VALUES = CHUNK_COLUMNS * Lanes.COUNT;

    static final int SECOND_BLOCKS = CHUNK * Lanes.COUNT;

    /** `[2 groups][CHUNK][32][lane]`. */
    final float[] values = new float[2 * SECOND_VALUES];

    /** `[2 groups][CHUNK][lane]`, as the three that follow. */
    final float[] scales = new float[2 * SECOND_BLOCKS];

    final float[] minScales = new float[2 * SECOND_BLOCKS];

    /** Minimums of elements 0-15 and 16-31 of a block, for the type that has two. */
    final float[] lowMins = new float[2 * SECOND_BLOCKS];

    final float[] highMins = new float[2 * SECOND_BLOCKS];
}
