package io.vesalius.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Activations, `[capacity, columns]` f32, row-major. Opaque outside the kernels; which of its rows
 * mean something is said with each verb.
 *
 * @param data the elements
 * @param capacity rows that fit
 * @param columns elements of a row
 */
public record Rows(MemorySegment data, int capacity, int columns) {
    /** Byte offset of a row. */
    public long at(final int row) {
        return 4L * row * columns;
    }
}
