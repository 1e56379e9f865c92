package io.vesalius.train;

/**
 * Rotary embedding (Su et al. 2021) of interleaved pairs, as Llama's files have them. Its gradient
 * is the rotation back.
 */
final class RopeLayer {
    private final int headDim;
    private final float[] cosines; // [positions, headDim / 2]
    private final float[] sines;

    RopeLayer(final int positions, final int headDim, final double theta) {
        this.headDim = headDim;
        final int half = headDim / 2;
        cosines = new float[positions * half];
        sines = new float[positions * half];
        for (int pair = 0; pair < half; pair++) {
            final double frequency = StrictMath.pow(theta, -2.0 * pair / headDim);
            for (int position = 0; position < positions; position++) {
                cosines[position * half + pair] = (float) StrictMath.cos(position * frequency);
                sines[position * half + pair] = (float) StrictMath.sin(position * frequency);
            }
        }
    }

    /** Rotates all heads of `x`, `[rows, heads, headDim]`, whose first row has position 0. */
    void forward(final float[] x, final int rows, final int heads) {
        rotate(x, rows, heads, 1);
    }

    void backward(final float[] dx, final int rows, final int heads) {
        rotate(dx, rows, heads, -1);
    }

    private void rotate(final float[] x, final int rows, final int heads, final float direction) {
        final int half = headDim / 2;
        for (int row = 0; row < rows; row++) {
            for (int head = 0; head < heads; head++) {
                final int at = (row * heads + head) * headDim;
                for (int pair = 0; pair < half; pair++) {
                    final float c = cosines[row * half + pair];
                    final float s = direction * sines[row * half + pair];
                    final float even = x[at + 2 * pair];
                    final float odd = x[at + 2 * pair + 1];
                    x[at + 2 * pair] = even * c - odd * s;
                    x[at + 2 * pair + 1] = even * s + odd * c;
                }
            }
        }
    }
}
