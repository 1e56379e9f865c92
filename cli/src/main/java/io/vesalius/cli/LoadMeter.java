package io.vesalius.cli;

import io.vesalius.base.ByteSize;

import java.nio.file.Path;

/** Says how far a model is loaded, where that takes over half a second. */
final class LoadMeter implements AutoCloseable {
    private final ProgressLine line;
    private final Path path;

    LoadMeter(final Output err, final Path path) {
        this.line = new ProgressLine(err);
        this.path = path;
    }

    void loaded(final long loadedBytes, final long totalBytes) {
        line.show(
                () ->
                        "loading %s: %d %% of %s"
                                .formatted(
                                        Printable.line(String.valueOf(path.getFileName())),
                                        totalBytes == 0 ? 100 : 100 * loadedBytes / totalBytes,
                                        ByteSize.text(totalBytes)));
    }

    @Override
    public void close() {
        line.close();
    }
}
