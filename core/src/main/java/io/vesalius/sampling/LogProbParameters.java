package io.vesalius.sampling;

/**
 * Which log-probabilities are reported.
 *
 * @param top how many of the likeliest tokens besides the chosen one; -1 for no log-probabilities
 * @param basis of which distribution
 */
public record LogProbParameters(int top, Basis basis) {
    public static final int MAX_TOP = 20;
    public static final LogProbParameters OFF = new LogProbParameters(-1, Basis.MODEL);

    /** A distribution to report. */
    public enum Basis {
        /** The model's own, before the chain. */
        MODEL,
        /**
         * What the token was drawn from, after the chain; removed tokens are not in it. A greedy
         * choice isn't drawn: then that after mask, bias and penalties.
         */
        CHAIN
    }

    /**
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    public LogProbParameters {
        if (top < -1 || top > MAX_TOP) {
            throw Checks.refused("top_logprobs", top, "-1 (off), or from 0 to " + MAX_TOP);
        }
    }

    boolean isOn() {
        return top >= 0;
    }
}
