package io.vesalius.model;

import io.vesalius.kv.CachePolicy;
import io.vesalius.model.layer.Tap;
import io.vesalius.tensor.CacheType;

import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * How a model is loaded.
 *
 * @param cacheType how keys and values are stored
 * @param cachePolicy which of them are seen, and kept
 * @param maxRows the most rows of a batch
 * @param maxLogitRows the most rows of a batch that may ask for logits
 * @param tap an observer of each pass
 * @param progress told the bytes of each tensor when it is loaded
 */
public record ModelOptions(
        CacheType cacheType,
        CachePolicy cachePolicy,
        int maxRows,
        int maxLogitRows,
        Optional<Tap> tap,
        LongConsumer progress) {
    public static final ModelOptions DEFAULT =
            new ModelOptions(
                    CacheType.F16, CachePolicy.EVERYTHING, 512, 64, Optional.empty(), bytes -> {});

    public ModelOptions withCacheType(final CacheType type) {
        return new ModelOptions(type, cachePolicy, maxRows, maxLogitRows, tap, progress);
    }

    public ModelOptions withCachePolicy(final CachePolicy policy) {
        return new ModelOptions(cacheType, policy, maxRows, maxLogitRows, tap, progress);
    }

    public ModelOptions withMaxRows(final int rows) {
        return new ModelOptions(
                cacheType, cachePolicy, rows, Math.min(rows, maxLogitRows), tap, progress);
    }

    public ModelOptions withTap(final Tap observer) {
        return new ModelOptions(
                cacheType, cachePolicy, maxRows, maxLogitRows, Optional.of(observer), progress);
    }

    public ModelOptions withoutTap() {
        return new ModelOptions(
                cacheType, cachePolicy, maxRows, maxLogitRows, Optional.empty(), progress);
    }

    public ModelOptions withProgress(final LongConsumer listener) {
        return new ModelOptions(cacheType, cachePolicy, maxRows, maxLogitRows, tap, listener);
    }
}
