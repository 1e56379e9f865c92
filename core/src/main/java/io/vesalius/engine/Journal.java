package io.vesalius.engine;

/**
 * Hears what an engine does and when: only what can't be computed again by replaying the request.
 * Called on the engine's thread, which waits for it; without one nothing is recorded and nothing is
 * spent. What it costs is in docs/WATCHING.md.
 */
@FunctionalInterface
public interface Journal {
    /** What guesses. */
    enum Source {
        PROMPT_LOOKUP,
        DRAFT_MODEL
    }

    /** What happened; times by System.nanoTime. */
    sealed interface Entry {
        /** A request came in. */
        record Arrived(long request, long nanos, int[] prompt) implements Entry {}

        /**
         * A step begins to compute `count` tokens of a sequence, from position `from` on.
         *
         * @param choice which of the request's answers; of a beam search, which of all beams that
         *     there ever were
         */
        record Scheduled(long step, long nanos, long request, int choice, int from, int count)
                implements Entry {}

        /**
         * A token was chosen.
         *
         * @param position the token's own, the prompt's first being 0
         * @param logitsHash of the row of logits it was chosen from: equal hashes prove that a
         *     replay is the same computation
         */
        record Chosen(long request, int choice, int position, int token, long logitsHash)
                implements Entry {}

        /**
         * Guesses behind a sequence's newest token were verified.
         *
         * @param position of the first guess
         * @param tokens the guesses
         * @param accepted how many of the first of them were the model's own
         */
        record Drafted(
                long step,
                long request,
                int choice,
                int position,
                int[] tokens,
                int accepted,
                Source source)
                implements Entry {}

        /** A step is done. */
        record Stepped(long step, long nanos, int rows, int freePages, int cachedPages)
                implements Entry {}

        /** A request gave its pages back and will be computed again. */
        record Preempted(long step, long request) implements Entry {}

        /** A request ended. */
        record Ended(long request, long nanos, String reason) implements Entry {}
    }

    void record(Entry entry);
}
