package io.vesalius.vector;

import java.util.Arrays;

/** A thread's memory for the verbs, kept between calls. */
final class Scratch {
    final DecodedWeights weights = new DecodedWeights();
    final ActivationRows rows = new ActivationRows();
    final AttentionScratch attention = new AttentionScratch();

    /** A block's integers. */
    final int[] block = new int[32];

    private float[] sums = new float[0];

    /** At least `length` zeros first. */
    float[] zeroedSums(final int length) {
        if (sums.length < length) {
            sums = new float[length];
        } else {
            Arrays.fill(sums, 0, length, 0);
        }
        return sums;
    }

    /** Grows `array` to at least `length`; what it held is lost. */
    static float[] atLeast(final float[] array, final int length) {
        return array.length < length ? new float[length] : array;
    }
}
