package io.vesalius.vector;

import jdk.incubator.vector.FloatVector;

/**
 * Products of two groups of outputs with some rows, block by block: the block's sum of integers,
 * its scale, then its minimum, in the defined order.
 *
 * @param w the decoded weights
 * @param x the rows
 * @param columns elements of a row
 * @param mins what a block's minimum is
 * @param sums results, added to: `[row][2 groups][lane]`
 */
record QuantizedPanel(DecodedWeights w, ActivationRows x, int columns, Mins mins, float[] sums) {
    /** How many minimums a block has. */
    enum Mins {
        NONE,
        ONE,
        TWO
    }

    private static final int L = Lanes.COUNT;
    private static final int BLOCK = 32;
    private static final int SUM_STRIDE = 2 * L;

    /**
     * All rows with the decoded chunk.
     *
     * @param from the chunk's first block within a row
     * @param blocks how many blocks it has
     */
    void run(final int rows, final int from, final int blocks) {
        final int perRow = columns / BLOCK;
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            four(row * perRow + from, perRow, blocks, row * SUM_STRIDE);
        }
        for (; row < rows; row++) {
            one(row * perRow + from, blocks, row * SUM_STRIDE);
        }
    }

    private static FloatVector load(final float[] from, final int at) {
        return FloatVector.fromArray(Lanes.FLOAT, from, at);
    }

    private static FloatVector broadcast(final float value) {
        return FloatVector.broadcast(Lanes.FLOAT, value);
    }

    /**
     * @param first index of the row's first block in {@link ActivationRows}
     */
    private void one(final int first, final int blocks, final int sumAt) {
        final float[] weights = w.values;
        final float[] inputs = x.values;
        FloatVector a0 = load(sums, sumAt);
        FloatVector a1 = load(sums, sumAt + L);
        for (int b = 0; b < blocks; b++) {
            FloatVector even0 = broadcast(0);
            FloatVector odd0 = broadcast(0);
            FloatVector even1 = broadcast(0);
            FloatVector odd1 = broadcast(0);
            final int wAt = b * BLOCK * L;
            final int secondAt = wAt + DecodedWeights.SECOND_VALUES;
            final int xAt = (first + b) * BLOCK;
            for (int k = 0; k < BLOCK; k += 2) {
                final FloatVector v0 = broadcast(inputs[xAt + k]);
                even0 = load(weights, wAt + k * L).fma(v0, even0);
                even1 = load(weights, secondAt + k * L).fma(v0, even1);
                final FloatVector v1 = broadcast(inputs[xAt + k + 1]);
                odd0 = load(weights, wAt + (k + 1) * L).fma(v1, odd0);
                odd1 = load(weights, secondAt + (k + 1) * L).fma(v1, odd1);
            }
            final FloatVector d = broadcast(x.scales[first + b]);
            final int at = b * L;
            final int secondBlockAt = at + DecodedWeights.SECOND_BLOCKS;
            a0 = even0.add(odd0).fma(load(w.scales, at).mul(d), a0);
            a1 = even1.add(odd1).fma(load(w.scales, secondBlockAt).mul(d), a1);
            if (mins == Mins.ONE) {
                final FloatVector sum = broadcast(x.sums[first + b]);
                a0 = load(w.minScales, at).fma(sum, a0);
                a1 = load(w.minScales, secondBlockAt).fma(sum, a1);
            } else if (mins == Mins.TWO) {
                a0 = twoMins(a0, at, first + b);
                a1 = twoMins(a1, secondBlockAt, first + b);
            }
        }
        a0.intoArray(sums, sumAt);
        a1.intoArray(sums, sumAt + L);
    }

    private FloatVector twoMins(final FloatVector a, final int at, final int block) {
        final FloatVector high = load(w.highMins, at).mul(x.highSums[block]);
        final FloatVector sum = load(w.lowMins, at).fma(broadcast(x.lowSums[block]), high);
        return load(w.minScales, at).fma(sum.mul(x.scales[block]), a);
    }

    private void four(final int first, final int perRow, final int blocks, final int sumAt) {
        final float[] weights = w.values;
        final float[] inputs = x.values;
        final int s1 = sumAt + SUM_STRIDE;
        final int s2 = s1 + SUM_STRIDE;
        final int s3 = s2 + SUM_STRIDE;
        FloatVector a00 = load(sums, sumAt);
        FloatVector a01 = load(sums, sumAt + L);
        FloatVector a10 = load(sums, s1);
        FloatVector a11 = load(sums, s1 + L);
        FloatVector a20 = load(sums, s2);
        FloatVector a21 = load(sums, s2 + L);
        FloatVector a30 = load(sums, s3);
        FloatVector a31 = load(sums, s3 + L);
        for (int b = 0; b < blocks; b++) {
            FloatVector d00 = broadcast(0);
            FloatVector d01 = broadcast(0);
            FloatVector d10 = broadcast(0);
            FloatVector d11 = broadcast(0);
            FloatVector d20 = broadcast(0);
            FloatVector d21 = broadcast(0);
            FloatVector d30 = broadcast(0);
            FloatVector d31 = broadcast(0);
            final int wAt = b * BLOCK * L;
            final int secondAt = wAt + DecodedWeights.SECOND_VALUES;
            final int b0 = first + b;
            final int b1 = b0 + perRow;
            final int b2 = b1 + perRow;
            final int b3 = b2 + perRow;
            for (int k = 0; k < BLOCK; k++) {
                final FloatVector w0 = load(weights, wAt + k * L);
                final FloatVector w1 = load(weights, secondAt + k * L);
                final FloatVector v0 = broadcast(inputs[b0 * BLOCK + k]);
                d00 = w0.fma(v0, d00);
                d01 = w1.fma(v0, d01);
                final FloatVector v1 = broadcast(inputs[b1 * BLOCK + k]);
                d10 = w0.fma(v1, d10);
                d11 = w1.fma(v1, d11);
                final FloatVector v2 = broadcast(inputs[b2 * BLOCK + k]);
                d20 = w0.fma(v2, d20);
                d21 = w1.fma(v2, d21);
                final FloatVector v3 = broadcast(inputs[b3 * BLOCK + k]);
                d30 = w0.fma(v3, d30);
                d31 = w1.fma(v3, d31);
            }
            final int at = b * L;
            final int secondBlockAt = at + DecodedWeights.SECOND_BLOCKS;
            final FloatVector scale0 = load(w.scales, at);
            final FloatVector scale1 = load(w.scales, secondBlockAt);
            a00 = d00.fma(scale0.mul(x.scales[b0]), a00);
            a01 = d01.fma(scale1.mul(x.scales[b0]), a01);
            a10 = d10.fma(scale0.mul(x.scales[b1]), a10);
            a11 = d11.fma(scale1.mul(x.scales[b1]), a11);
            a20 = d20.fma(scale0.mul(x.scales[b2]), a20);
            a21 = d21.fma(scale1.mul(x.scales[b2]), a21);
            a30 = d30.fma(scale0.mul(x.scales[b3]), a30);
            a31 = d31.fma(scale1.mul(x.scales[b3]), a31);
            if (mins == Mins.ONE) {
                final FloatVector min0 = load(w.minScales, at);
                final FloatVector min1 = load(w.minScales, secondBlockAt);
                a00 = min0.fma(broadcast(x.sums[b0]), a00);
                a01 = min1.fma(broadcast(x.sums[b0]), a01);
                a10 = min0.fma(broadcast(x.sums[b1]), a10);
                a11 = min1.fma(broadcast(x.sums[b1]), a11);
                a20 = min0.fma(broadcast(x.sums[b2]), a20);
                a21 = min1.fma(broadcast(x.sums[b2]), a21);
                a30 = min0.fma(broadcast(x.sums[b3]), a30);
                a31 = min1.fma(broadcast(x.sums[b3]), a31);
            } else if (mins == Mins.TWO) {
                a00 = twoMins(a00, at, b0);
                a01 = twoMins(a01, secondBlockAt, b0);
                a10 = twoMins(a10, at, b1);
                a11 = twoMins(a11, secondBlockAt, b1);
                a20 = twoMins(a20, at, b2);
                a21 = twoMins(a21, secondBlockAt, b2);
                a30 = twoMins(a30, at, b3);
                a31 = twoMins(a31, secondBlockAt, b3);
            }
        }
        a00.intoArray(sums, sumAt);
        a01.intoArray(sums, sumAt + L);
        a10.intoArray(sums, s1);
        a11.intoArray(sums, s1 + L);
        a20.intoArray(sums, s2);
        a21.intoArray(sums, s2 + L);
        a30.intoArray(sums, s3);
        a31.intoArray(sums, s3 + L);
    }
}
