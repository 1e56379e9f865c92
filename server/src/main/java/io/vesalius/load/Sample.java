package io.vesalius.load;

import java.util.Optional;

/**
 * One request. Times in seconds.
 *
 * @param start from the beginning of it all
 * @param firstToken from its start to the first text (TTFT)
 * @param end from its start to the end (E2E)
 * @param promptTokens as the server counts; 0 where it doesn't
 * @param tokens of the answer, as the server counts, or else pieces of text
 * @param error why it failed
 */
record Sample(
        double start,
        double firstToken,
        double end,
        int promptTokens,
        int tokens,
        Optional<String> error) {
    static Sample failed(final double start, final double end, final String error) {
        return new Sample(start, 0, end, 0, 0, Optional.of(error));
    }

    boolean isGood() {
        return error.isEmpty();
    }

    /** Mean time of a token after the first (TPOT). */
    double perToken() {
        return tokens < 2 ? 0 : (end - firstToken) / (tokens - 1);
    }
}
