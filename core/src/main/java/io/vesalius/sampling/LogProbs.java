package io.vesalius.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * Log-softmax of a row of logits: `(logit - highest) - ln(sum of exp(logit - highest))` in double,
 * the sum as the package describes it. Looks at the row it was made of: that must not change.
 */
public final class LogProbs {
    private final float[] logits;
    private final int offset;
    private final int size;
    private final float highest;
    private final double logTotal;

    private LogProbs(final float[] logits, final int offset, final int size, final float highest) {
        this.logits = logits;
        this.offset = offset;
        this.size = size;
        this.highest = highest;
        this.logTotal = StrictMath.log(BlockSum.weights(logits, offset, size, highest));
    }

    /**
     * @param logits `[vocabSize]`
     */
    public static LogProbs of(final float[] logits) {
        return of(logits, 0, logits.length);
    }

    /**
     * @param logits rows, one of them from `offset` on
     * @param size logits of a row
     * @throws IllegalArgumentException for NaN, +infinity, or nothing but -infinity
     */
    public static LogProbs of(final float[] logits, final int offset, final int size) {
        float highest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            final float logit = logits[offset + i];
            if (!(logit < Float.POSITIVE_INFINITY)) {
                throw Candidates.poisoned(i, logit);
            }
            highest = logit > highest ? logit : highest;
        }
        if (highest == Float.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("all %d logits are -infinity".formatted(size));
        }
        return new LogProbs(logits, offset, size, highest);
    }

    /** The natural logarithm of a token's probability; -infinity for one that can't be. */
    public double of(final int id) {
        return ((double) logits[offset + id] - highest) - logTotal;
    }

    /** The likeliest tokens by rank, at most so many. */
    public List<TokenLogProb> top(final int count) {
        final int[] ids = TopLogits.of(logits, offset, size, count);
        final List<TokenLogProb> top = new ArrayList<>(ids.length);
        for (final int id : ids) {
            top.add(new TokenLogProb(id, of(id)));
        }
        return List.copyOf(top);
    }
}
