package io.vesalius.kernel;

import io.vesalius.base.BadFileException;
import io.vesalius.tensor.HostMemory;
import io.vesalius.tensor.HostPool;
import io.vesalius.tensor.TensorRows;
import io.vesalius.tensor.WeightCheck;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads a matrix tile by tile, on all workers, and packs each tile as it comes. */
final class MatrixLoader {
    private MatrixLoader() {}

    static Matrix load(
            final TensorRows source,
            final Verbs verbs,
            final WorkerTeam team,
            final HostPool memory) {
        final long tileBytes = verbs.tileBytes(source.type(), source.columns());
        final int tiles = Math.ceilDiv(source.rows(), Matrix.TILE_ROWS);
        final MemorySegment data =
                memory.allocate(Math.multiplyExact(tiles, tileBytes), source.name());
        final Matrix matrix =
                new Matrix(source.type(), source.rows(), source.columns(), data, tileBytes);
        final long rowBytes = source.type().rowBytes(source.columns());
        touch(data, team);
        try (Arena scratch = Arena.ofShared()) {
            final MemorySegment raw =
                    scratch.allocate((long) team.size() * Matrix.TILE_ROWS * rowBytes, 64);
            team.run(
                    tiles,
                    (worker, tile) -> {
                        final int first = tile * Matrix.TILE_ROWS;
                        final int count = Math.min(Matrix.TILE_ROWS, source.rows() - first);
                        final MemorySegment rows =
                                raw.asSlice(
                                        (long) worker * Matrix.TILE_ROWS * rowBytes,
                                        count * rowBytes);
                        source.read(first, count, rows);
                        requireFinite(source, first, rows);
                        verbs.pack(
                                source.type(),
                                source.columns(),
                                rows,
                                count,
                                data.asSlice(matrix.tileAt(tile), tileBytes));
                    });
        }
        return matrix;
    }

    /**
     * One worker for each huge page: of two that come to an untouched one at the same time, both
     * have the system clear it, and one in vain.
     */
    private static void touch(final MemorySegment data, final WorkerTeam team) {
        if (team.size() > 1) {
            team.run(
                    Math.toIntExact(Math.ceilDiv(data.byteSize(), HostMemory.HUGE_PAGE)),
                    (worker, page) ->
                            data.set(ValueLayout.JAVA_BYTE, page * HostMemory.HUGE_PAGE, (byte) 0));
        }
    }

    private static void requireFinite(
            final TensorRows source, final int firstRow, final MemorySegment rows) {
        final long bad = WeightCheck.firstBad(source.type(), rows);
        if (bad >= 0) {
            final long element = bad * source.type().blockSize();
            throw new BadFileException(
                    "tensor '%s' holds an infinity or NaN at row %d, column %d: the file is damaged"
                            .formatted(
                                    source.name(),
                                    firstRow + element / source.columns(),
                                    element % source.columns()));
        }
    }
}
