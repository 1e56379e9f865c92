package io.vesalius.x86;

import io.vesalius.kernel.FileRows;
import io.vesalius.kernel.Matrix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Rows of packed matrices as f32: back to the file's bytes, which are read as the definition does.
 */
final class RowReader {
    /** A thread's own, for one row, and reused. */
    private static final class Scratch {
        private final FileRows rows = new FileRows();
        private MemorySegment raw = MemorySegment.NULL;

        MemorySegment raw(final long bytes) {
            if (raw.byteSize() < bytes) {
                raw = Arena.ofAuto().allocate(bytes, 8);
            }
            return raw;
        }
    }

    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    void read(
            final TileLayout layout,
            final Matrix matrix,
            final int row,
            final MemorySegment out,
            final long outAt) {
        final Scratch mine = scratch.get();
        final MemorySegment raw = mine.raw(matrix.type().rowBytes(matrix.columns()));
        final long tileAt = matrix.tileAt(row / Matrix.TILE_ROWS);
        layout.unpack(matrix.columns(), matrix.data(), tileAt, row % Matrix.TILE_ROWS, raw);
        mine.rows.read(matrix.type(), matrix.columns(), raw, 0, out, outAt);
    }
}
