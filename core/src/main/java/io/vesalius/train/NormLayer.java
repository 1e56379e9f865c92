package io.vesalius.train;

/** RMSNorm (Zhang and Sennrich 2019) of one sequence, and its gradient. */
final class NormLayer {
    private final int width;
    private final float epsilon;
    private final float[] normed; // [rows, width]
    private final float[] factors; // [rows]

    NormLayer(final int rows, final int width, final float epsilon) {
        this.width = width;
        this.epsilon = epsilon;
        normed = new float[rows * width];
        factors = new float[rows];
    }

    /** `y = x / rms(x) * w`. */
    void forward(
            final float[] x, final int rows, final float[] weights, final Slot w, final float[] y) {
        for (int row = 0; row < rows; row++) {
            final int at = row * width;
            final float factor =
                    1 / (float) Math.sqrt(Sum.dot(x, at, x, at, width) / width + epsilon);
            factors[row] = factor;
            for (int i = 0; i < width; i++) {
                normed[at + i] = x[at + i] * factor;
            }
            for (int i = 0; i < width; i++) {
                y[at + i] = normed[at + i] * weights[w.at() + i];
            }
        }
    }

    /** Adds to `dx` and to the gradients of the weights; uses `dy` up. */
    void backward(
            final float[] dy,
            final int rows,
            final float[] weights,
            final Slot w,
            final float[] dx,
            final float[] gradients) {
        for (int row = 0; row < rows; row++) {
            final int at = row * width;
            for (int i = 0; i < width; i++) {
                gradients[w.at() + i] += dy[at + i] * normed[at + i];
                dy[at + i] *= weights[w.at() + i];
            }
            final float mean = Sum.dot(dy, at, normed, at, width) / width;
            final float factor = factors[row];
            for (int i = at; i < at + width; i++) {
                dx[i] += factor * (dy[i] - normed[i] * mean);
            }
        }
    }
}
