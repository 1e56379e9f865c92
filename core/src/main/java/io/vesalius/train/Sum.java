package io.vesalius.train;

/** Sums in a fixed order: eight partial ones, for speed and to keep rounding small. */
final class Sum {
    private Sum() {}

    static float of(final float[] x, final int at, final int count) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        float e = 0;
        float f = 0;
        float g = 0;
        float h = 0;
        int i = at;
        for (; i + 8 <= at + count; i += 8) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
            e += x[i + 4];
            f += x[i + 5];
            g += x[i + 6];
            h += x[i + 7];
        }
        for (; i < at + count; i++) {
            a += x[i];
        }
        return ((a + e) + (b + f)) + ((c + g) + (d + h));
    }

    /** The sum of products. */
    static float dot(
            final float[] x, final int xAt, final float[] y, final int yAt, final int count) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        float e = 0;
        float f = 0;
        float g = 0;
        float h = 0;
        int i = 0;
        for (; i + 8 <= count; i += 8) {
            a += x[xAt + i] * y[yAt + i];
            b += x[xAt + i + 1] * y[yAt + i + 1];
            c += x[xAt + i + 2] * y[yAt + i + 2];
            d += x[xAt + i + 3] * y[yAt + i + 3];
            e += x[xAt + i + 4] * y[yAt + i + 4];
            f += x[xAt + i + 5] * y[yAt + i + 5];
            g += x[xAt + i + 6] * y[yAt + i + 6];
            h += x[xAt + i + 7] * y[yAt + i + 7];
        }
        for (; i < count; i++) {
            a += x[xAt + i] * y[yAt + i];
        }
        return ((a + e) + (b + f)) + ((c + g) + (d + h));
    }
}
