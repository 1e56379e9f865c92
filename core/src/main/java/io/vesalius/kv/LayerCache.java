package io.vesalius.kv;

/**
 * What one layer keeps of every token.
 *
 * @param kvHeadCount heads of keys and values
 * @param keyDim elements of a key
 * @param valueDim elements of a value
 * @param window how many positions a query sees, its own included; 0 where it sees all
 * @param sinks the first positions, seen beside the window
 */
public record LayerCache(int kvHeadCount, int keyDim, int valueDim, int window, int sinks) {
    /** A layer without sinks. */
    public LayerCache(
            final int kvHeadCount, final int keyDim, final int valueDim, final int window) {
        this(kvHeadCount, keyDim, valueDim, window, 0);
    }
}
