package io.vesalius.kv;

/**
 * The pages of one sequence: for each group of layers, the page that holds a position. Read by the
 * forward pass; changed only by the cache that made it.
 */
public interface BlockTable {
    /** The page, or a negative number where it was freed behind the group's window. */
    int page(int group, int position);
}
