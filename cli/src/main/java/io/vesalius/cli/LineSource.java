package io.vesalius.cli;

/** Where a conversation's lines come from: a person's terminal, or a file. */
interface LineSource extends AutoCloseable {
    /** What came. */
    sealed interface Input {
        /** A line, without its end. */
        record Line(String text) implements Input {}

        /**
         * A person pressed Ctrl-C.
         *
         * @param wasEmpty whether nothing had been typed
         */
        record Interrupted(boolean wasEmpty) implements Input {}

        /** Nothing more will come. */
        record End() implements Input {}
    }

    /**
     * Waits for the next line.
     *
     * @param goesOn whether it is part of what was begun before
     */
    Input next(boolean goesOn);

    /**
     * From now on Ctrl-C does this, instead of ending the program.
     *
     * @return brings back what was before
     */
    Runnable onInterrupt(Runnable action);

    /** Gives the terminal back. */
    @Override
    void close();
}
