package io.vesalius.sampling;

import io.vesalius.kernel.Functions;

/**
 * Sums over a vocabulary, in double: blocks of 4096 elements, in each 16 partial sums that are
 * folded as a tree; the blocks' sums are added in order.
 */
final class BlockSum {
    static final int BLOCK = 4096;
    private static final int LANES = 16;

    private BlockSum() {}

    static int blockCount(final int size) {
        return (size + BLOCK - 1) / BLOCK;
    }

    /** Of values `from` to `to`, at most a block. */
    static double block(final float[] values, final int from, final int to) {
        final double[] lanes = new double[LANES];
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                lanes[lane] += values[i + lane];
            }
        }
        for (int lane = 0; i + lane < to; lane++) {
            lanes[lane] += values[i + lane];
        }
        return fold(lanes);
    }

    /** Of exp(logit - highest) over a whole row. */
    static double weights(
            final float[] logits, final int offset, final int size, final float highest) {
        final float[] weights = new float[Math.min(BLOCK, size)];
        double sum = 0;
        for (int from = 0; from < size; from += BLOCK) {
            final int count = Math.min(BLOCK, size - from);
            for (int i = 0; i < count; i++) {
                weights[i] = Functions.exp(logits[offset + from + i] - highest);
            }
            sum += block(weights, 0, count);
        }
        return sum;
    }

    private static double fold(final double[] lanes) {
        for (int half = LANES / 2; half > 0; half /= 2) {
            for (int lane = 0; lane < half; lane++) {
                lanes[lane] += lanes[lane + half];
            }
        }
        return lanes[0];
    }
}
