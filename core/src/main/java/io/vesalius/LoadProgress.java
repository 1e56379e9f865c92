package io.vesalius;

import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;

/** Adds up the bytes of the tensors that are loaded. */
final class LoadProgress {
    private final long total;
    private final OpenOptions.Progress listener;
    private long loaded;

    LoadProgress(final GgufFile file, final OpenOptions.Progress listener) {
        total = file.tensors().stream().mapToLong(GgufTensor::bytes).sum();
        this.listener = listener;
    }

    void add(final long bytes) {
        loaded += bytes;
        listener.loaded(loaded, total);
    }
}
