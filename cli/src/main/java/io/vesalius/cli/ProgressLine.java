package io.vesalius.cli;

import java.util.function.Supplier;

/**
 * Says on standard error how far something is that takes over half a second: on a terminal one line
 * that changes, elsewhere a line every few seconds. One thread at a time.
 */
final class ProgressLine implements AutoCloseable {
    private static final long PATIENCE = 500_000_000;
    private static final long TERMINAL_PAUSE = 100_000_000;
    private static final long FILE_PAUSE = 5_000_000_000L;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Output err;
    private long next = System.nanoTime() + PATIENCE;
    private boolean shown;

    ProgressLine(final Output err) {
        this.err = err;
    }

    /**
     * Shows how far it is, if it is time to.
     *
     * @param text asked for only then
     */
    void show(final Supplier<String> text) {
        final long now = System.nanoTime();
        if (now - next < 0) {
            return;
        }
        next = now + (err.isTerminal() ? TERMINAL_PAUSE : FILE_PAUSE);
        if (err.isTerminal()) {
            err.print(CLEAR_LINE + text.get()).flush();
            shown = true;
        } else {
            err.line(text.get());
        }
    }

    /** Takes the line away again. */
    @Override
    public void close() {
        if (shown) {
            err.print(CLEAR_LINE).flush();
        }
    }
}
