package io.vesalius.kv;

/**
 * What one layer keeps of every token.
 *
 * @param kvHeadCount heads of keys and values
 * @param keyDim elements of a key
 * @param valueDim elements of a value
 * @param window how many positions a query sees, its own included; 0 where it sees all
 * @param sinks the first positions, seen beside the window
 * @param bounds whether each page has its keys' smallest and largest elements beside them
 */
public record LayerCache(
        int kvHeadCount, int keyDim, int valueDim, int window, int sinks, boolean bounds) {
    /** A layer without sinks and bounds. */
    public LayerCache(
            final int kvHeadCount, final int keyDim, final int valueDim, final int window) {
        this(kvHeadCount, keyDim, valueDim, window, 0, false);
    }
}
