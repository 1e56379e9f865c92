package io.vesalius.cli;

import java.util.Locale;

/**
 * One thing to measure.
 *
 * @param tokens of each sequence
 * @param batch sequences at once
 * @param depth tokens of each sequence that are in the cache before
 */
record BenchTest(Kind kind, int tokens, int batch, int depth) {
    /** What is measured. */
    enum Kind {
        /** Reading: many tokens of a sequence in a step. */
        PREFILL,
        /** Writing: one token of each sequence in a step. */
        DECODE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The same test of fewer tokens or more. */
    BenchTest ofTokens(final int count) {
        return new BenchTest(kind, count, batch, depth);
    }

    /** Tokens that the cache holds of each sequence in the end. */
    int length() {
        return depth + tokens;
    }

    /** Tokens of all sequences that are measured. */
    long measured() {
        return (long) tokens * batch;
    }

    /**
     * @throws UsageException where the model was made for less
     */
    void requireContext(final int contextLength) {
        if (length() > contextLength) {
            throw new UsageException(
                    "%s of %d tokens at --depth %d: this model's context holds %d"
                            .formatted(kind.label(), tokens, depth, contextLength));
        }
    }
}
