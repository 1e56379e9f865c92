package io.vesalius.model.layer;

import io.vesalius.kernel.Compute;
import io.vesalius.kernel.Rows;

import java.util.Arrays;

/**
 * The cosines and sines of one rotary embedding, computed once for each position: StrictMath in
 * double, rounded once, so that all platforms agree.
 */
public final class Rope {
    /** Positions whose angles are kept; those of later ones, in endless sequences, made anew. */
    private static final int KEPT = 1 << 16;

    private final RopeSpec spec;
    private final double[] frequencies;
    private final double magnitude;
    private final Rows angles;
    private final float[] passing; // of a position that isn't kept
    private float[][] table = new float[256][];

    /**
     * @param maxRows the most rows of a batch
     */
    public Rope(final RopeSpec spec, final Compute compute, final int maxRows) {
        this.spec = spec;
        frequencies = RopeFrequencies.of(spec);
        magnitude = RopeFrequencies.magnitude(spec.scaling());
        angles = compute.rows(maxRows, spec.rotaryDim());
        passing = new float[spec.rotaryDim()];
    }

    public RopeSpec spec() {
        return spec;
    }

    /** Of each row of the prepared batch: cosines, then sines, `[rows, rotaryDim]`. */
    public Rows angles() {
        return angles;
    }

    /** Looks up the angles of the rows' positions, `[rows]`. */
    public void prepare(final Compute compute, final int rows, final int[] positions) {
        for (int row = 0; row < rows; row++) {
            final float[] values = at(positions[row]);
            compute.write(angles, row, values, 0, values.length);
        }
    }

    private float[] at(final int position) {
        if (position >= KEPT) {
            compute(position, passing);
            return passing;
        }
        if (position >= table.length) {
            table = Arrays.copyOf(table, Math.max(position + 1, 2 * table.length));
        }
        if (table[position] == null) {
            table[position] = new float[spec.rotaryDim()];
            compute(position, table[position]);
        }
        return table[position];
    }

    private void compute(final int position, final float[] values) {
        final int half = spec.rotaryDim() / 2;
        for (int i = 0; i < half; i++) {
            final double angle = position * frequencies[i];
            values[i] = (float) (StrictMath.cos(angle) * magnitude);
            values[half + i] = (float) (StrictMath.sin(angle) * magnitude);
        }
    }
}
