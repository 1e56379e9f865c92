package io.vesalius.sampling;

import io.vesalius.kernel.Functions;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The tokens that may still be chosen and their logits, in ascending order of id. All logits are
 * finite. An index is a candidate's place here, not its id.
 */
public final class Candidates {
    private final int[] ids; // [vocabSize]
    private final double[] logits; // [vocabSize]
    private final float[] weights; // [vocabSize]
    private final double[] blockSums; // [blocks of vocabSize]
    private final int[] counts; // [vocabSize], all 0 between links
    private final Ranking ranking;
    private double[] keys = new double[0]; // [vocabSize] once it is needed
    private int size;
    private int best;
    private double total;
    private boolean weighed;

    Candidates(final int vocabSize) {
        ids = new int[vocabSize];
        logits = new double[vocabSize];
        weights = new float[vocabSize];
        blockSums = new double[BlockSum.blockCount(vocabSize)];
        counts = new int[vocabSize];
        ranking = new Ranking(vocabSize);
    }

    /**
     * Every token whose logit isn't -infinity.
     *
     * @throws IllegalArgumentException for NaN or +infinity
     */
    void load(final float[] row) {
        if (row.length > ids.length) {
            throw new IllegalArgumentException(
                    "%d logits, but the workspace is for %d".formatted(row.length, ids.length));
        }
        int count = 0;
        for (int id = 0; id < row.length; id++) {
            final float logit = row[id];
            if (!(logit < Float.POSITIVE_INFINITY)) {
                throw poisoned(id, logit);
            }
            ids[count] = id;
            logits[count] = logit;
            count += logit == Float.NEGATIVE_INFINITY ? 0 : 1;
        }
        size = count;
        weighed = false;
    }

    static IllegalArgumentException poisoned(final int id, final float logit) {
        return new IllegalArgumentException(
                "the logit of token " + id + " is " + logit + ": the row can't be sampled");
    }

    public int size() {
        return size;
    }

    /** Token id of a candidate. */
    public int id(final int index) {
        return ids[index];
    }

    public double logit(final int index) {
        return logits[index];
    }

    /** The candidate of a token id; negative where it is none. */
    public int indexOf(final int id) {
        return Arrays.binarySearch(ids, 0, size, id);
    }

    void setLogit(final int index, final double logit) {
        logits[index] = logit;
        weighed = false;
    }

    /** Removes those that aren't wanted. */
    void retain(final IntPredicate wanted) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (wanted.test(i)) {
                ids[count] = ids[i];
                logits[count] = logits[i];
                count++;
            }
        }
        weighed &= count == size;
        size = count;
    }

    /** Keeps this one and those before it by rank. */
    void retainUpTo(final int last) {
        final double lowest = logits[last];
        retain(i -> logits[i] > lowest || (logits[i] == lowest && i <= last));
    }

    /** Whether one comes before another: the higher logit, then the lower id. */
    boolean ranksBefore(final int index, final int other) {
        return logits[index] > logits[other] || (logits[index] == logits[other] && index < other);
    }

    /** The candidate of the first rank. */
    int best() {
        int first = 0;
        for (int i = 1; i < size; i++) {
            first = logits[i] > logits[first] ? i : first;
        }
        return first;
    }

    /** All candidates by rank; ends the order taken before. */
    Ranking ranked() {
        ranking.start(logits, size);
        return ranking;
    }

    /** All candidates by descending key, then ascending id; ends the order taken before. */
    Ranking rankedBy(final double[] keys) {
        ranking.start(keys, size);
        return ranking;
    }

    /** exp(logit - highest logit) in f32. */
    double weight(final int index) {
        weigh();
        return weights[index];
    }

    /** The sum of the weights. */
    double total() {
        weigh();
        return total;
    }

    /** The logit of the first rank. */
    double highest() {
        weigh();
        return logits[best];
    }

    /** ln(total). */
    double logTotal() {
        weigh();
        return StrictMath.log(total);
    }

    /** The natural logarithm of a candidate's probability. */
    double logProb(final int index) {
        return (logits[index] - highest()) - logTotal();
    }

    private void weigh() {
        if (weighed) {
            return;
        }
        best = best();
        final double highest = logits[best];
        for (int i = 0; i < size; i++) {
            weights[i] = Functions.exp((float) (logits[i] - highest));
        }
        total = 0;
        for (int block = 0; block < BlockSum.blockCount(size); block++) {
            final int from = block * BlockSum.BLOCK;
            blockSums[block] = BlockSum.block(weights, from, Math.min(size, from + BlockSum.BLOCK));
            total += blockSums[block];
        }
        weighed = true;
    }

    /**
     * The first candidate at which the running sum of weights exceeds u * total.
     *
     * @param u from 0 to below 1
     */
    int draw(final double u) {
        weigh();
        final double wanted = u * total;
        double sum = 0;
        int block = 0;
        while ((block + 1) * BlockSum.BLOCK < size && sum + blockSums[block] <= wanted) {
            sum += blockSums[block++];
        }
        int last = best;
        for (int i = block * BlockSum.BLOCK; i < size; i++) {
            sum += weights[i];
            if (sum > wanted) {
                return i;
            }
            last = weights[i] > 0 ? i : last;
        }
        return last; // the sums were rounded below u * total
    }

    /** Scratch by index, of any content. */
    double[] keys() {
        if (keys.length == 0) {
            keys = new double[ids.length];
        }
        return keys;
    }

    /** Scratch by token id, to be left all 0. */
    int[] counts() {
        return counts;
    }
}
