package io.vesalius;

import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;

import java.util.List;

/** Adds up the bytes of the tensors that are loaded. */
final class LoadProgress {
    private final long total;
    private final OpenOptions.Progress listener;
    private long loaded;

    LoadProgress(final List<GgufFile> files, final OpenOptions.Progress listener) {
        total =
                files.stream()
                        .flatMap(file -> file.tensors().stream())
                        .mapToLong(GgufTensor::bytes)
                        .sum();
        this.listener = listener;
    }

    void add(final long bytes) {
        loaded += bytes;
        listener.loaded(loaded, total);
    }
}
