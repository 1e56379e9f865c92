package io.vesalius.sampling;

import java.util.Objects;

/**
 * How beams are searched.
 *
 * @param width beams that are followed
 * @param lengthPenalty a hypothesis scores its log-probability / length ^ lengthPenalty: 0 for the
 *     sum, 1 for the mean; higher favours longer ones
 * @param nBest hypotheses returned, at most `width`
 * @param earlyStop when the search ends
 */
public record BeamParameters(int width, double lengthPenalty, int nBest, EarlyStop earlyStop) {
    public static final int MAX_WIDTH = 16;

    /** When the search ends before the longest length. */
    public enum EarlyStop {
        /** As soon as `width` hypotheses are complete. */
        FIRST,
        /**
         * When `width` are complete and no live beam, at its present length, would score better
         * than the worst of them.
         */
        PRESENT_LENGTH,
        /**
         * When `width` are complete and no live beam could come to score better than the worst of
         * them, at any length: nothing is missed.
         */
        NEVER_BETTER
    }

    /**
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    public BeamParameters {
        Checks.range("beam_width", width, 1, MAX_WIDTH);
        Checks.range("length_penalty", lengthPenalty, -10, 10);
        Checks.range("n_best", nBest, 1, width);
        Objects.requireNonNull(earlyStop, "earlyStop");
    }

    /** By mean log-probability, the best one, until nothing better can come. */
    public static BeamParameters ofWidth(final int width) {
        return new BeamParameters(width, 1, 1, EarlyStop.NEVER_BETTER);
    }
}
