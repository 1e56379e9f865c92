package io.vesalius.x86;

import io.vesalius.kernel.Matrix;
import io.vesalius.kernel.Quantized;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Verbs;
import io.vesalius.tensor.DType;
import io.vesalius.x86.asm.Assembler;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.Function;

/** Products of whole tiles with many rows by AMX: which columns meet which tiles in which order. */
final class AmxProducts {
    /** With fewer rows unpacking takes longer than the products spare. */
    private static final int FEWEST_ROWS = 32;

    /** Tiles by which some columns go: their outputs and those columns stay in the caches. */
    private static final int CACHED_TILES = 32;

    /** What is known of a type, and its code. */
    private record Kind(int stepColumns, int stepBytes, int mostTiles, LazyCode code) {}

    /** By type; null where there is no such code, so all are without AMX. */
    private final @Nullable Kind[] kinds = new Kind[DType.values().length];

    /**
     * @param weights makes a type's decoding
     */
    AmxProducts(final Isa isa, final Abi abi, final Function<DType, WeightCode> weights) {
        for (final DType type : DType.values()) {
            if (isa == Isa.AMX && type.isWeightType() && Verbs.quantizes(type)) {
                kinds[type.ordinal()] = kind(abi, weights, type);
            }
        }
    }

    private static @Nullable Kind kind(
            final Abi abi, final Function<DType, WeightCode> weights, final DType type) {
        final WeightCode known = weights.apply(type);
        if (!AmxProductCode.serves(known)) {
            return null;
        }
        return new Kind(
                type.blockSize(),
                known.layout().bytes(),
                AmxProductCode.mostTiles(known),
                new LazyCode(abi, a -> emit(a, weights.apply(type))));
    }

    private static void emit(final Assembler a, final WeightCode weights) {
        new AmxProductCode(new Lanes(Isa.AMX, a), a, weights).emit();
    }

    /** How many of some rows it multiplies with, from the first; the others aren't worth it. */
    int rows(final DType type, final int count) {
        if (kinds[type.ordinal()] == null || count < FEWEST_ROWS) {
            return 0;
        }
        return count - count % AmxProductCode.ROWS;
    }

    /**
     * Whole tiles by so many rows.
     *
     * @param xAt the first row's records, `xBytes` before the next row's
     * @param count as {@link #rows} says
     */
    void product(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final long xAt,
            final long xBytes,
            final int count,
            final Rows y,
            final int yRow) {
        Addresses.of(w.data(), w.tileAt(fromTile), (toTile - fromTile) * w.tileBytes());
        Addresses.of(y.data(), y.at(yRow), count * 4L * y.columns());
        for (int tile = fromTile; tile < toTile; tile += CACHED_TILES) {
            final int to = Math.min(tile + CACHED_TILES, toTile);
            for (int column = 0; column < w.columns(); column += AmxProductCode.MOST_COLUMNS) {
                final long recordsAt = (long) column / Quantized.BLOCK * Quantized.RECORD;
                columns(w, tile, to, column, xAt + recordsAt, xBytes, count, y, yRow);
            }
        }
    }

    /** Some columns of some tiles. */
    private void columns(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final int column,
            final long xAt,
            final long xBytes,
            final int count,
            final Rows y,
            final int yRow) {
        final Kind kind = Objects.requireNonNull(kinds[w.type().ordinal()]);
        final int columns = Math.min(AmxProductCode.MOST_COLUMNS, w.columns() - column);
        final long columnAt = (long) column / kind.stepColumns() * kind.stepBytes();
        final NativeCode code = kind.code().get();
        for (int tile = fromTile; tile < toTile; tile += kind.mostTiles()) {
            code.call(
                    w.data().address() + w.tileAt(tile) + columnAt,
                    xAt,
                    xBytes,
                    AmxProductCode.counts(
                            columns / kind.stepColumns(),
                            w.columns() / kind.stepColumns(),
                            count,
                            Math.min(kind.mostTiles(), toTile - tile),
                            column > 0),
                    y.data().address() + y.at(yRow) + 4L * tile * Matrix.TILE_ROWS,
                    4L * y.columns());
        }
    }
}
