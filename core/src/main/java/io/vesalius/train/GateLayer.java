package io.vesalius.train;

import io.vesalius.kernel.Verbs;

/** The middle of a gated network, `silu(gate) * up` (Shazeer 2020), and its gradient. */
final class GateLayer {
    private final Verbs verbs;
    private final float[] sigmoids;

    /**
     * @param size elements of the largest input
     */
    GateLayer(final Verbs verbs, final int size) {
        this.verbs = verbs;
        sigmoids = new float[size];
    }

    void forward(final float[] gate, final float[] up, final int count, final float[] y) {
        for (int i = 0; i < count; i++) {
            sigmoids[i] = -gate[i];
        }
        verbs.exp(sigmoids, 0, count);
        for (int i = 0; i < count; i++) {
            sigmoids[i] = 1 / (1 + sigmoids[i]);
        }
        for (int i = 0; i < count; i++) {
            y[i] = gate[i] * sigmoids[i] * up[i];
        }
    }

    /**
     * The gradients of both inputs, each written where the input was.
     *
     * @param gate becomes its own gradient
     * @param up becomes its own gradient
     */
    void backward(final float[] dy, final float[] gate, final float[] up, final int count) {
        for (int i = 0; i < count; i++) {
            final float s = sigmoids[i];
            final float silu = gate[i] * s;
            final float slope = s + silu * (1 - s);
            gate[i] = dy[i] * up[i] * slope;
            up[i] = dy[i] * silu;
        }
    }
}
