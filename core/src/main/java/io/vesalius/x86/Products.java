package io.vesalius.x86;

import io.vesalius.kernel.Matrix;
import io.vesalius.kernel.Quantized;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Verbs;
import io.vesalius.tensor.DType;
import io.vesalius.x86.asm.Assembler;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Products of packed matrices: which panels of rows meet which tiles in which order, and the code
 * for each type and panel, emitted when it is first needed.
 */
final class Products {
    /** Tiles that stay in the second-level cache while all rows go by. */
    private static final long CACHED_BYTES = 384 << 10;

    /** Rows from which AVX2 unpacks weights before it multiplies. */
    private static final int MANY_ROWS = PanelCode.MOST_ROWS + 1;

    private final Isa isa;

    /** By type, then by rows of a panel from 1. */
    private final List<List<LazyCode>> kernels;

    /** By type: for many rows. */
    private final List<LazyCode> unpacked;

    private final AmxProducts amx;

    /** By type: from the file's order to a tile's. */
    private final List<LazyCode> packers;

    private final Map<DType, TileLayout> layouts = new EnumMap<>(DType.class);

    /** By quantised type: asked for what it knows, never for code. */
    private final Map<DType, WeightCode> known = new EnumMap<>(DType.class);

    private final RowReader reader = new RowReader();

    Products(final Isa isa, final Abi abi) {
        this.isa = isa;
        kernels = Arrays.stream(DType.values()).map(type -> panels(type, abi)).toList();
        unpacked =
                Arrays.stream(DType.values())
                        .map(type -> new LazyCode(abi, a -> unpacked(type, a)))
                        .toList();
        amx = new AmxProducts(isa, abi, Products::weights);
        packers =
                Arrays.stream(DType.values())
                        .map(type -> new LazyCode(abi, a -> new PackCode(a, layout(type)).emit()))
                        .toList();
        for (final DType type : DType.values()) {
            if (type.isWeightType()) {
                layouts.put(type, layout(type));
            }
            if (type.isWeightType() && Verbs.quantizes(type)) {
                known.put(type, weights(type));
            }
        }
    }

    private List<LazyCode> panels(final DType type, final Abi abi) {
        return IntStream.rangeClosed(1, ProductCode.MOST_ROWS)
                .mapToObj(rows -> new LazyCode(abi, a -> emit(type, rows, a)))
                .toList();
    }

    private static TileLayout layout(final DType type) {
        return switch (type) {
            case F32, F16, BF16 -> FloatProductCode.layout(type);
            default -> weights(type).layout();
        };
    }

    /** How the type is decoded; a new one, since it remembers registers while emitting. */
    private static WeightCode weights(final DType type) {
        return switch (type) {
            case Q8_0 -> new ByteWeights();
            case Q4_0, Q4_1, Q5_0, Q5_1, IQ4_NL, MXFP4 -> new NibbleWeights(type);
            case Q4_K, Q5_K -> new SuperWeights(type);
            case Q6_K -> new SixBitWeights();
            case Q2_K, Q3_K, TQ2_0 -> new TwoBitWeights(type);
            case IQ4_XS -> new FourBitWeights();
            case TQ1_0 -> new TernaryWeights();
            case IQ3_XXS, IQ3_S -> new GridWeights(type);
            default -> throw new IllegalArgumentException(type + " is no type of weights");
        };
    }

    long tileBytes(final DType type, final int columns) {
        return Matrix.TILE_ROWS * type.rowBytes(columns);
    }

    void pack(
            final DType type,
            final int columns,
            final MemorySegment raw,
            final int rowCount,
            final MemorySegment tile) {
        final TileLayout layout = Objects.requireNonNull(layouts.get(type));
        final int blocks = columns / type.blockSize();
        // The code's loop runs at least once.
        if (rowCount < Matrix.TILE_ROWS || blocks == 0 || !layout.onlyMoves()) {
            layout.pack(columns, raw, rowCount, tile);
            return;
        }
        final long rowBytes = type.rowBytes(columns);
        final NativeCode code = packers.get(type.ordinal()).get();
        final long from = Addresses.of(raw, 0, rowCount * rowBytes);
        final long to = Addresses.of(tile, 0, tileBytes(type, columns));
        code.call(from, rowBytes, to, blocks, 0, 0);
        Addresses.keep(raw, tile);
    }

    void readRow(final Matrix matrix, final int row, final MemorySegment out, final long outAt) {
        reader.read(Objects.requireNonNull(layouts.get(matrix.type())), matrix, row, out, outAt);
    }

    void product(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Quantized x,
            final int fromRow,
            final int toRow,
            final Rows y) {
        final int count = toRow - fromRow;
        final long xAt = Addresses.of(x.data(), x.at(fromRow, 0), count * x.rowBytes());
        final int whole = w.rows() / Matrix.TILE_ROWS;
        int from = fromTile;
        if (isa == Isa.AVX2 && count >= MANY_ROWS) {
            from = Math.max(from, Math.min(whole, toTile));
            unpacked(w, fromTile, from, xAt, x.rowBytes(), count, y, fromRow);
        }
        final int rows = amx.rows(w.type(), count);
        if (rows > 0) {
            from = Math.max(from, Math.min(whole, toTile));
            amx.product(w, fromTile, from, xAt, x.rowBytes(), rows, y, fromRow);
        }
        if (rows > 0 && rows < count) {
            final long restAt = xAt + rows * x.rowBytes();
            panels(w, fromTile, from, restAt, x.rowBytes(), count - rows, y, fromRow + rows);
        }
        panels(w, from, toTile, xAt, x.rowBytes(), count, y, fromRow);
        Addresses.keep(w, x, y);
    }

    /** Whole tiles by many rows. */
    private void unpacked(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final long xAt,
            final long xBytes,
            final int count,
            final Rows y,
            final int yRow) {
        final NativeCode code = unpacked.get(w.type().ordinal()).get();
        final long bytes = w.tileBytes();
        final long yBytes = 4L * y.columns();
        final long yAt = Addresses.of(y.data(), y.at(yRow), count * yBytes);
        final long at = Addresses.of(w.data(), w.tileAt(fromTile), (toTile - fromTile) * bytes);
        for (int tile = fromTile; tile < toTile; tile++) {
            code.call(
                    at + (tile - fromTile) * bytes,
                    xAt,
                    xBytes,
                    steps(w) | (long) count << 32,
                    yAt + 4L * tile * Matrix.TILE_ROWS,
                    yBytes);
        }
    }

    private void unpacked(final DType type, final Assembler a) {
        new UnpackedProductCode(new Lanes(isa, a), a, weights(type)).emit();
    }

    void product(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Rows x,
            final int fromRow,
            final int toRow,
            final Rows y) {
        final int count = toRow - fromRow;
        final long rowBytes = 4L * x.columns();
        final long xAt = Addresses.of(x.data(), x.at(fromRow), count * rowBytes);
        panels(w, fromTile, toTile, xAt, rowBytes, count, y, fromRow);
        Addresses.keep(w, x, y);
    }

    /** Some tiles at a time, and by each panel of rows all of these. */
    private void panels(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final long xAt,
            final long xBytes,
            final int count,
            final Rows y,
            final int yRow) {
        final long yBytes = 4L * y.columns();
        final long yAt = Addresses.of(y.data(), y.at(yRow), count * yBytes);
        final int tiles = (int) Math.max(1, CACHED_BYTES / w.tileBytes());
        final int panels = Math.ceilDiv(count, mostRows(w.type(), count));
        for (int tile = fromTile; tile < toTile; tile += tiles) {
            final int to = Math.min(tile + tiles, toTile);
            for (int panel = 0; panel < panels; panel++) {
                final int first = (int) ((long) count * panel / panels);
                final int rows = (int) ((long) count * (panel + 1) / panels) - first;
                tiles(
                        w,
                        tile,
                        to,
                        xAt + first * xBytes,
                        xBytes,
                        rows,
                        yAt + first * yBytes,
                        yBytes);
            }
        }
    }

    private int mostRows(final DType type, final int count) {
        final WeightCode quantized = known.get(type);
        return quantized == null
                ? FloatProductCode.mostRows(isa)
                : ProductCode.mostRows(isa, quantized, count);
    }

    /** Blocks of a row, in floating point elements. */
    private static int steps(final Matrix w) {
        return w.columns() / w.type().blockSize();
    }

    private void tiles(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final long xAt,
            final long xBytes,
            final int rows,
            final long yAt,
            final long yBytes) {
        final NativeCode kernel = kernels.get(w.type().ordinal()).get(rows - 1).get();
        final long bytes = (toTile - fromTile) * w.tileBytes();
        final int from = fromTile * Matrix.TILE_ROWS;
        final long outputs = Math.min((long) toTile * Matrix.TILE_ROWS, w.rows()) - from;
        kernel.call(
                Addresses.of(w.data(), w.tileAt(fromTile), bytes),
                xAt,
                xBytes,
                steps(w) | outputs << 32,
                yAt + 4L * from,
                yBytes);
    }

    private void emit(final DType type, final int rows, final Assembler a) {
        final Lanes lanes = new Lanes(isa, a);
        switch (type) {
            case F32, F16, BF16 -> new FloatProductCode(lanes, a, type, rows).emit();
            default -> new ProductCode(lanes, a, weights(type), rows).emit();
        }
    }
}
