package io.vesalius.kv;

/**
 * What one layer keeps of every token.
 *
 * @param kvHeadCount heads of keys and values
 * @param keyDim elements of a key
 * @param valueDim elements of a value
 * @param window how many positions a query sees, its own included; 0 where it sees all
 */
public record LayerCache(int kvHeadCount, int keyDim, int valueDim, int window) {}
