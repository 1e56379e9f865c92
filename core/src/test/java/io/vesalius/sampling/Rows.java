package io.vesalius.sampling;

import java.util.Arrays;
import java.util.Random;

/** Rows of logits for tests. */
final class Rows {
    static final History NO_TOKENS = new History(new int[0], 0, 0);

    private static final int[] ZEROS = new int[20_000];

    private Rows() {}

    /** Normally distributed. */
    static float[] random(final int size, final double spread, final long seed) {
        final Random random = new Random(seed);
        final float[] row = new float[size];
        for (int i = 0; i < size; i++) {
            row[i] = (float) (random.nextGaussian() * spread);
        }
        return row;
    }

    /** Few distinct values, both zeros, subnormals, huge values and -infinity among them. */
    static float[] awkward(final int size, final long seed) {
        final float[] values = {
            0f,
            -0f,
            1f,
            1f,
            -1f,
            3e38f,
            -3e38f,
            Float.MIN_VALUE,
            88f,
            1e-3f,
            Float.NEGATIVE_INFINITY
        };
        final Random random = new Random(seed);
        final float[] row = new float[size];
        final int kinds = 1 + random.nextInt(values.length);
        for (int i = 0; i < size; i++) {
            row[i] = values[random.nextInt(kinds)];
        }
        row[random.nextInt(size)] = 2f;
        return row;
    }

    static Candidates candidates(final float... row) {
        final Candidates candidates = new Candidates(row.length);
        candidates.load(row);
        return candidates;
    }

    /** Logits of these probabilities. */
    static float[] ofProbabilities(final double... probabilities) {
        final float[] row = new float[probabilities.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) StrictMath.log(probabilities[i]);
        }
        return row;
    }

    static int[] ids(final Candidates candidates) {
        final int[] ids = new int[candidates.size()];
        Arrays.setAll(ids, candidates::id);
        return ids;
    }

    /** What a link leaves of a row. */
    static int[] left(final ChainLink link, final float... row) {
        final Candidates candidates = candidates(row);
        link.apply(candidates, NO_TOKENS);
        return ids(candidates);
    }

    static History history(final int... ids) {
        return new History(ids, 0, ids.length);
    }

    /** So many tokens 0. */
    static History at(final int position) {
        return new History(ZEROS, 0, position);
    }
}
