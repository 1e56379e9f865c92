package io.vesalius.engine;

import io.vesalius.sampling.Sampler;

import org.jspecify.annotations.Nullable;

/** What guesses one sequence's next tokens. For the engine's thread alone. */
sealed interface Guesser permits Lookup, Draft {
    /** Gives each sequence that may be guessed for a guesser of its own. */
    @FunctionalInterface
    interface Source {
        /**
         * @param choice which of the request's answers
         * @return null for no guesses
         */
        @Nullable Guesser of(Request request, int choice);
    }

    /**
     * Writes guesses behind a sequence's tokens.
     *
     * @param tokens `[>= count + limit]`
     * @param count how many tokens there are
     * @param limit the most guesses
     * @return how many were written
     */
    int propose(int[] tokens, int count, int limit);

    /** What it is, for the journal. */
    Journal.Source source();

    /** So many of the guesses that were tried are the model's own tokens. */
    void verified(int drafted, int accepted);

    /** The model's own token was drawn; this is what its sampler knows since. */
    void drawn(Sampler.State state);

    /** The sequence has ended or lost its pages: nothing is kept for it. */
    void release();
}
