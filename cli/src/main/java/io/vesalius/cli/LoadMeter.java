package io.vesalius.cli;

import io.vesalius.base.ByteSize;

import java.nio.file.Path;

/** Says how far a model is loaded, where that takes over half a second. */
final class LoadMeter implements AutoCloseable {
    private static final long PATIENCE = 500_000_000;
    private static final long TERMINAL_PAUSE = 100_000_000;
    private static final long FILE_PAUSE = 5_000_000_000L;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Output err;
    private final Path path;
    private long next = System.nanoTime() + PATIENCE;
    private boolean shown;

    LoadMeter(final Output err, final Path path) {
        this.err = err;
        this.path = path;
    }

    void loaded(final long loadedBytes, final long totalBytes) {
        final long now = System.nanoTime();
        if (now - next < 0) {
            return;
        }
        next = now + (err.isTerminal() ? TERMINAL_PAUSE : FILE_PAUSE);
        final String text =
                "loading %s: %d %% of %s"
                        .formatted(
                                Printable.line(String.valueOf(path.getFileName())),
                                totalBytes == 0 ? 100 : 100 * loadedBytes / totalBytes,
                                ByteSize.text(totalBytes));
        if (err.isTerminal()) {
            err.print(CLEAR_LINE + text).flush();
            shown = true;
        } else {
            err.line(text);
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
