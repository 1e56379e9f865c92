package io.vesalius.model;

import io.vesalius.model.layer.Tap;
import io.vesalius.tensor.CacheType;

import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * How a model is loaded.
 *
 * @param cacheType how keys and values are stored
 * @param maxRows the most rows of a batch
 * @param maxLogitRows the most rows of a batch that may ask for logits
 * @param tap an observer of each pass
 * @param progress told the bytes of each tensor when it is loaded
 */
public record ModelOptions(
        CacheType cacheType,
        int maxRows,
        int maxLogitRows,
        Optional<Tap> tap,
        LongConsumer progress) {
    public static final ModelOptions DEFAULT =
            new ModelOptions(CacheType.F16, 512, 64, Optional.empty(), bytes -> {});

    public ModelOptions withCacheType(final CacheType type) {
        return new ModelOptions(type, maxRows, maxLogitRows, tap, progress);
    }

    public ModelOptions withMaxRows(final int rows) {
        return new ModelOptions(cacheType, rows, Math.min(rows, maxLogitRows), tap, progress);
    }

    public ModelOptions withTap(final Tap observer) {
        return new ModelOptions(cacheType, maxRows, maxLogitRows, Optional.of(observer), progress);
    }

    public ModelOptions withoutTap() {
        return new ModelOptions(cacheType, maxRows, maxLogitRows, Optional.empty(), progress);
    }

    public ModelOptions withProgress(final LongConsumer listener) {
        return new ModelOptions(cacheType, maxRows, maxLogitRows, tap, listener);
    }
}
