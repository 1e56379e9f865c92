package io.vesalius.x86;

import io.vesalius.kernel.Definition;
import io.vesalius.kernel.Matrix;
import io.vesalius.kernel.Quantized;
import io.vesalius.kernel.Rows;
import io.vesalius.tensor.DType;
import io.vesalius.x86.asm.Assembler;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
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

    /** What goes by a matrix: rows at an address, so many bytes apart. */
    private record Input(long address, long rowBytes, int count) {}

    private final Isa isa;

    /** By type, then by rows of a panel from 1. */
    private final List<List<LazyCode>> kernels;

    /** By type: for many rows. */
    private final List<LazyCode> unpacked;

    private final AmxProducts amx;

    Products(final Isa isa, final Abi abi) {
        this.isa = isa;
        kernels = Arrays.stream(DType.values()).map(type -> panels(type, abi)).toList();
        unpacked =
                Arrays.stream(DType.values())
                        .map(type -> new LazyCode(abi, a -> unpacked(type, a)))
                        .toList();
        amx = new AmxProducts(isa, abi, Products::weights);
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
        layout(type).pack(columns, raw, rowCount, tile);
    }

    /** Back to the file's bytes, which the definition reads. */
    void readRow(final Matrix matrix, final int row, final MemorySegment out, final long outAt) {
        final DType type = matrix.type();
        final long rowBytes = type.rowBytes(matrix.columns());
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment raw = arena.allocate(rowBytes, 8);
            final MemorySegment tile =
                    matrix.data()
                            .asSlice(matrix.tileAt(row / Matrix.TILE_ROWS), matrix.tileBytes());
            layout(type).unpack(matrix.columns(), tile, row % Matrix.TILE_ROWS, raw);
            final Matrix one = new Matrix(type, 1, matrix.columns(), raw, rowBytes);
            new Definition().readRow(one, 0, out, outAt);
        }
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
        final long at = Addresses.of(x.data(), x.at(fromRow, 0), count * x.rowBytes());
        final Input input = new Input(at, x.rowBytes(), count);
        final int most = ProductCode.mostRows(isa, weights(w.type()), count);
        final int steps = w.columns() / w.type().blockSize();
        final int whole = w.rows() / Matrix.TILE_ROWS;
        int from = fromTile;
        if (isa == Isa.AVX2 && count >= MANY_ROWS) {
            from = Math.max(from, Math.min(whole, toTile));
            unpacked(w, fromTile, from, input, steps, y, fromRow);
        }
        final int rows = amx.rows(w.type(), count);
        if (rows > 0) {
            from = Math.max(from, Math.min(whole, toTile));
            amx.product(w, fromTile, from, at, x.rowBytes(), rows, y, fromRow);
        }
        if (rows > 0 && rows < count) {
            final Input rest = new Input(at + rows * x.rowBytes(), x.rowBytes(), count - rows);
            panels(w, fromTile, from, rest, steps, most, y, fromRow + rows);
        }
        panels(w, from, toTile, input, steps, most, y, fromRow);
        Addresses.keep(w, x, y);
    }

    /** Whole tiles by many rows. */
    private void unpacked(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Input x,
            final int steps,
            final Rows y,
            final int yRow) {
        final NativeCode code = unpacked.get(w.type().ordinal()).get();
        final long bytes = w.tileBytes();
        final long yBytes = 4L * y.columns();
        final long yAt = Addresses.of(y.data(), y.at(yRow), x.count() * yBytes);
        final long at = Addresses.of(w.data(), w.tileAt(fromTile), (toTile - fromTile) * bytes);
        for (int tile = fromTile; tile < toTile; tile++) {
            code.call(
                    at + (tile - fromTile) * bytes,
                    x.address(),
                    x.rowBytes(),
                    steps | (long) x.count() << 32,
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
        final long at = Addresses.of(x.data(), x.at(fromRow), count * rowBytes);
        final Input input = new Input(at, rowBytes, count);
        final int most = FloatProductCode.mostRows(isa);
        panels(w, fromTile, toTile, input, w.columns(), most, y, fromRow);
        Addresses.keep(w, x, y);
    }

    /** Some tiles at a time, and by each panel of rows all of these. */
    private void panels(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Input x,
            final int steps,
            final int most,
            final Rows y,
            final int yRow) {
        final long yBytes = 4L * y.columns();
        Addresses.of(y.data(), y.at(yRow), x.count() * yBytes);
        final int tiles = (int) Math.max(1, CACHED_BYTES / w.tileBytes());
        final int panels = Math.ceilDiv(x.count(), most);
        for (int tile = fromTile; tile < toTile; tile += tiles) {
            final int to = Math.min(tile + tiles, toTile);
            for (int panel = 0; panel < panels; panel++) {
                final int first = (int) ((long) x.count() * panel / panels);
                final int rows = (int) ((long) x.count() * (panel + 1) / panels) - first;
                final long xAt = x.address() + first * x.rowBytes();
                final long yAt = y.data().address() + y.at(yRow + first);
                tiles(w, tile, to, new Input(xAt, x.rowBytes(), rows), steps, yAt, yBytes);
            }
        }
    }

    private void tiles(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Input x,
            final int steps,
            final long yAt,
            final long yBytes) {
        final NativeCode kernel = kernels.get(w.type().ordinal()).get(x.count() - 1).get();
        final long bytes = (toTile - fromTile) * w.tileBytes();
        final int from = fromTile * Matrix.TILE_ROWS;
        final long outputs = Math.min((long) toTile * Matrix.TILE_ROWS, w.rows()) - from;
        kernel.call(
                Addresses.of(w.data(), w.tileAt(fromTile), bytes),
                x.address(),
                x.rowBytes(),
                steps | outputs << 32,
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
