package io.vesalius.train;

/**
 * Adam with decoupled weight decay (Kingma and Ba 2015; Loshchilov and Hutter 2019). Norms, which
 * are vectors, don't decay.
 */
final class AdamW {
    private static final float BETA_1 = 0.9f;
    private static final float BETA_2 = 0.98f;
    private static final float EPSILON = 1e-8f;

    private final Layout layout;
    private final float decay;
    private final float[] means;
    private final float[] squares;

    AdamW(final Layout layout, final double decay) {
        this.layout = layout;
        this.decay = (float) decay;
        means = new float[layout.size()];
        squares = new float[layout.size()];
    }

    /** The gradients' running means, laid out like the parameters. */
    float[] means() {
        return means;
    }

    /** The running means of their squares. */
    float[] squares() {
        return squares;
    }

    /**
     * Moves the parameters.
     *
     * @param factor of the gradients, for clipping
     * @param rate of learning
     * @param step from 0
     */
    void step(
            final float[] values,
            final float[] gradients,
            final float factor,
            final double rate,
            final int step) {
        final double first = 1 - StrictMath.pow(BETA_1, step + 1.0);
        final double second = 1 - StrictMath.pow(BETA_2, step + 1.0);
        final float size = (float) (rate / first);
        final float root = (float) (1 / StrictMath.sqrt(second));
        for (final Slot slot : layout.slots()) {
            final float kept = slot.isMatrix() ? 1 - (float) rate * decay : 1;
            for (int i = slot.at(); i < slot.end(); i++) {
                final float g = gradients[i] * factor;
                final float m = BETA_1 * means[i] + (1 - BETA_1) * g;
                final float v = BETA_2 * squares[i] + (1 - BETA_2) * g * g;
                means[i] = m;
                squares[i] = v;
                values[i] = values[i] * kept - size * m / ((float) Math.sqrt(v) * root + EPSILON);
            }
        }
    }

    /**
     * The Euclidean norm of some numbers.
     *
     * <p>In double, in four partial sums: the same on every machine.
     */
    static double norm(final float[] x) {
        final double[] sums = new double[4];
        for (int i = 0; i < x.length; i++) {
            sums[i & 3] += (double) x[i] * x[i];
        }
        return StrictMath.sqrt(sums[0] + sums[1] + (sums[2] + sums[3]));
    }
}
