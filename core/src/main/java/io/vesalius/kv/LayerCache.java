package io.vesalius.kv;

import java.util.Optional;

/**
 * What one layer keeps of every token.
 *
 * @param kvHeadCount heads of keys and values
 * @param keyDim elements of a key
 * @param valueDim elements of a value
 * @param window how many positions a query sees, its own included; 0 where it sees all
 * @param sinks the first positions, seen beside the window
 * @param bounds whether each page has its keys' smallest and largest elements beside them
 * @param heavy how pages are chosen by the attention that they had, which is kept beside them;
 *     empty where it isn't
 */
public record LayerCache(
        int kvHeadCount,
        int keyDim,
        int valueDim,
        int window,
        int sinks,
        boolean bounds,
        Optional<CachePolicy.HeavyHitters> heavy) {
    /** A layer that sees its window, or everything. */
    public LayerCache(
            final int kvHeadCount, final int keyDim, final int valueDim, final int window) {
        this(kvHeadCount, keyDim, valueDim, window, 0, false, Optional.empty());
    }
}
