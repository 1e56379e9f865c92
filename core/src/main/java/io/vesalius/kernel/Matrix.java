package io.vesalius.kernel;

import io.vesalius.tensor.DType;

import java.lang.foreign.MemorySegment;

/**
 * A weight matrix, `[rows, columns]`, in tiles of {@link #TILE_ROWS} rows, each laid out as the
 * verbs that packed it want it. Opaque outside the kernels.
 *
 * @param type the elements' type in the file; packing reorders its bits and never changes them
 * @param rows outputs
 * @param columns inputs
 * @param data the tiles, one after another
 * @param tileBytes bytes of a tile
 */
public record Matrix(DType type, int rows, int columns, MemorySegment data, long tileBytes) {
    /** Rows of a tile: the lanes of a 512-bit vector of f32. */
    public static final int TILE_ROWS = 16;

    public int tileCount() {
        return Math.ceilDiv(rows, TILE_ROWS);
    }

    /** Byte offset of a tile. */
    public long tileAt(final int tile) {
        return tile * tileBytes;
    }
}
