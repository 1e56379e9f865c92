package io.vesalius.kernel;

/**
 * The defined order of a sum over a vector: sixteen partial sums, of which lane i takes elements i,
 * i + 16, ..., then lanes i + 8, i + 4, i + 2, i + 1 are folded in.
 */
public final class Sums {
    /** Partial sums, whatever the width of a vector register. */
    public static final int LANES = 16;

    private Sums() {}

    /** Folds sixteen partial sums, in place. */
    public static float fold(final float[] lanes) {
        for (int width = LANES / 2; width > 0; width /= 2) {
            for (int i = 0; i < width; i++) {
                lanes[i] += lanes[i + width];
            }
        }
        return lanes[0];
    }
}
