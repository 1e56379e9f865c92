package io.vesalius.engine;

/**
 * Hears what an engine does and when: only what can't be computed again by replaying the request.
 * Called on the engine's thread; without one nothing is recorded and nothing is spent.
 */
@FunctionalInterface
public interface Journal {
    /** What happened; times by System.nanoTime. */
    sealed interface Entry {
        /** A request came in. */
        record Arrived(long request, long nanos, int[] prompt) implements Entry {}

        /** A step begins to compute `count` tokens of a sequence, from position `from` on. */
        record Scheduled(long step, long nanos, long request, int choice, int from, int count)
                implements Entry {}

        /**
         * A token was chosen.
         *
         * @param logitsHash of the row of logits it was chosen from: equal hashes prove that a
         *     replay is the same computation
         */
        record Chosen(long request, int choice, int position, int token, long logitsHash)
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
