package io.vesalius.kernel;

import io.vesalius.base.BadFileException;
import io.vesalius.tensor.HostMemory;
import io.vesalius.tensor.HostPool;
import io.vesalius.tensor.TensorRows;
import io.vesalius.tensor.WeightCheck;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads a matrix some tiles at a time, on all workers, and packs them as they come. */
final class MatrixLoader {
    /** Of the file, read at once: stays in a core's second-level cache until it is packed. */
    private static final long PIECE = 256 << 10;

    /** Pieces a worker at least, where there are as many tiles. */
    private static final int SHARES = 4;

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
        if (data.byteSize() < team.size() * HostMemory.HUGE_PAGE) {
            touch(data, team);
        }
        final int share = Math.ceilDiv(tiles, SHARES * team.size());
        final int pieceTiles =
                Math.toIntExact(Math.clamp(PIECE / Math.max(1, tileBytes), 1, share));
        final int pieceRows = pieceTiles * Matrix.TILE_ROWS;
        try (Arena scratch = Arena.ofShared()) {
            final MemorySegment raw =
                    scratch.allocate((long) team.size() * pieceRows * rowBytes, 64);
            team.run(
                    Math.ceilDiv(tiles, pieceTiles),
                    (worker, piece) -> {
                        final int first = piece * pieceRows;
                        final int count = Math.min(pieceRows, source.rows() - first);
                        final MemorySegment rows =
                                raw.asSlice((long) worker * pieceRows * rowBytes, count * rowBytes);
                        source.read(first, count, rows);
                        requireFinite(source, first, rows);
                        pack(verbs, matrix, first, rows);
                    });
        }
        return matrix;
    }

    /** Packs rows from `first` on, a tile's first one, as the file has them. */
    private static void pack(
            final Verbs verbs, final Matrix matrix, final int first, final MemorySegment rows) {
        final long rowBytes = matrix.type().rowBytes(matrix.columns());
        final int count = Math.toIntExact(rows.byteSize() / rowBytes);
        for (int at = 0; at < count; at += Matrix.TILE_ROWS) {
            final int tileRows = Math.min(Matrix.TILE_ROWS, count - at);
            verbs.pack(
                    matrix.type(),
                    matrix.columns(),
                    rows.asSlice(at * rowBytes, tileRows * rowBytes),
                    tileRows,
                    matrix.data()
                            .asSlice(
                                    matrix.tileAt((first + at) / Matrix.TILE_ROWS),
                                    matrix.tileBytes()));
        }
    }

    /**
     * One worker for each huge page: of two that come to an untouched one at the same time, both
     * have the system clear it, and one in vain. Where shares are larger than a page that is rare,
     * and one that is cleared just when it is written to is still in the caches.
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
