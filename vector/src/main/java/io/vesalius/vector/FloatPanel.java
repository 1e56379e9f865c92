package io.vesalius.vector;

import jdk.incubator.vector.FloatVector;

/**
 * Sums of products in order of k, of two groups of outputs with some rows: what products with
 * floating-point weights and the scores of attention are made of.
 *
 * @param w weights, `[2 groups][k][lane]`
 * @param second where the second group starts
 * @param x inputs, `[row][k]`
 * @param xStride elements from a row to the next
 * @param sums results, added to: `[row][2 groups][lane]`
 * @param sumStride elements from a row's results to the next's
 */
record FloatPanel(float[] w, int second, float[] x, int xStride, float[] sums, int sumStride) {
    private static final int L = Lanes.COUNT;

    /** `rows` rows, four at once as long as there are four. */
    void run(final int wAt, final int xAt, final int rows, final int count, final int sumAt) {
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            four(wAt, xAt + row * xStride, count, sumAt + row * sumStride);
        }
        for (; row < rows; row++) {
            one(wAt, xAt + row * xStride, count, sumAt + row * sumStride);
        }
    }

    private void one(final int wAt, final int xAt, final int count, final int sumAt) {
        final int secondAt = wAt + second;
        FloatVector a0 = FloatVector.fromArray(Lanes.FLOAT, sums, sumAt);
        FloatVector a1 = FloatVector.fromArray(Lanes.FLOAT, sums, sumAt + L);
        for (int k = 0; k < count; k++) {
            final FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x[xAt + k]);
            a0 = FloatVector.fromArray(Lanes.FLOAT, w, wAt + k * L).fma(v, a0);
            a1 = FloatVector.fromArray(Lanes.FLOAT, w, secondAt + k * L).fma(v, a1);
        }
        a0.intoArray(sums, sumAt);
        a1.intoArray(sums, sumAt + L);
    }

    private void four(final int wAt, final int xAt, final int count, final int sumAt) {
        final int secondAt = wAt + second;
        final int x1 = xAt + xStride;
        final int x2 = x1 + xStride;
        final int x3 = x2 + xStride;
        final int s1 = sumAt + sumStride;
        final int s2 = s1 + sumStride;
        final int s3 = s2 + sumStride;
        FloatVector a00 = FloatVector.fromArray(Lanes.FLOAT, sums, sumAt);
        FloatVector a01 = FloatVector.fromArray(Lanes.FLOAT, sums, sumAt + L);
        FloatVector a10 = FloatVector.fromArray(Lanes.FLOAT, sums, s1);
        FloatVector a11 = FloatVector.fromArray(Lanes.FLOAT, sums, s1 + L);
        FloatVector a20 = FloatVector.fromArray(Lanes.FLOAT, sums, s2);
        FloatVector a21 = FloatVector.fromArray(Lanes.FLOAT, sums, s2 + L);
        FloatVector a30 = FloatVector.fromArray(Lanes.FLOAT, sums, s3);
        FloatVector a31 = FloatVector.fromArray(Lanes.FLOAT, sums, s3 + L);
        for (int k = 0; k < count; k++) {
            final FloatVector w0 = FloatVector.fromArray(Lanes.FLOAT, w, wAt + k * L);
            final FloatVector w1 = FloatVector.fromArray(Lanes.FLOAT, w, secondAt + k * L);
            final FloatVector v0 = FloatVector.broadcast(Lanes.FLOAT, x[xAt + k]);
            a00 = w0.fma(v0, a00);
            a01 = w1.fma(v0, a01);
            final FloatVector v1 = FloatVector.broadcast(Lanes.FLOAT, x[x1 + k]);
            a10 = w0.fma(v1, a10);
            a11 = w1.fma(v1, a11);
            final FloatVector v2 = FloatVector.broadcast(Lanes.FLOAT, x[x2 + k]);
            a20 = w0.fma(v2, a20);
            a21 = w1.fma(v2, a21);
            final FloatVector v3 = FloatVector.broadcast(Lanes.FLOAT, x[x3 + k]);
            a30 = w0.fma(v3, a30);
            a31 = w1.fma(v3, a31);
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
