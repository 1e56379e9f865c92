package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.tensor.DType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

import java.lang.foreign.MemorySegment;

/** Packing, and products with every type of weights. */
public interface ProductContract {
    /** The implementation under test. */
    Verbs verbs();

    private static int columns(final DType type, final Samples samples, final int most) {
        return switch (type) {
            case F32, F16, BF16 -> samples.between(1, most);
            default -> type.blockSize() * samples.between(1, Math.max(1, most / type.blockSize()));
        };
    }

    /** One product by both, over some of the tiles and rows; all of the output must be the same. */
    private void compare(
            final DType type,
            final int outputs,
            final int columns,
            final int rows,
            final boolean wild,
            final Samples samples) {
        final MemorySegment raw = samples.weights(type, outputs, columns, wild);
        final MemorySegment x = samples.floats((long) rows * columns, wild);
        compare(type, raw, x, outputs, columns, rows, samples);
    }

    private void compare(
            final DType type,
            final MemorySegment raw,
            final MemorySegment x,
            final int outputs,
            final int columns,
            final int rows,
            final Samples samples) {
        final MemorySegment expected = samples.dirty(4L * rows * outputs);
        final MemorySegment actual = Samples.copy(expected);
        final int tiles = Math.ceilDiv(outputs, Matrix.TILE_ROWS);
        final int fromTile = samples.chance(0.5) ? 0 : samples.between(0, tiles - 1);
        final int toTile = samples.chance(0.5) ? tiles : samples.between(fromTile, tiles);
        final int fromRow = samples.chance(0.7) ? 0 : samples.between(0, rows - 1);
        product(
                new Definition(),
                type,
                raw,
                x,
                columns,
                new Rows(expected, rows, outputs),
                fromTile,
                toTile,
                fromRow);
        product(
                verbs(),
                type,
                raw,
                x,
                columns,
                new Rows(actual, rows, outputs),
                fromTile,
                toTile,
                fromRow);
        Bits.assertSame(
                actual,
                expected,
                "%s [%d, %d] with %d rows, tiles %d-%d, from row %d, %s"
                        .formatted(
                                type, outputs, columns, rows, fromTile, toTile, fromRow, samples));
    }

    private static void product(
            final Verbs verbs,
            final DType type,
            final MemorySegment raw,
            final MemorySegment x,
            final int columns,
            final Rows y,
            final int fromTile,
            final int toTile,
            final int fromRow) {
        final Matrix w = Samples.pack(verbs, type, y.columns(), columns, raw);
        final int rows = y.capacity();
        if (Verbs.quantizes(type)) {
            final Quantized q = Samples.quantize(x, rows, columns);
            verbs.product(w, fromTile, toTile, q, fromRow, rows, y);
        } else {
            final Rows in = new Rows(x, rows, columns);
            verbs.product(w, fromTile, toTile, in, fromRow, rows, y);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(WeightTypes.class)
    default void products_with_1_to_33_rows_are_the_definitions(final DType type) {
        for (int rows = 1; rows <= 33; rows++) {
            final Samples samples = new Samples("rows " + rows + " " + type);
            final int outputs = samples.between(1, 50);
            compare(type, outputs, columns(type, samples, 512), rows, false, samples);
        }
    }

    /** Kernels for many rows take some columns and some tiles at a time. */
    @ParameterizedTest
    @ArgumentsSource(WeightTypes.class)
    default void products_with_many_rows_are_the_definitions(final DType type) {
        for (int run = 0; run < 8; run++) {
            final Samples samples = new Samples("many rows " + run + " " + type);
            final int columns = columns(type, samples, 1600);
            final int rows = samples.between(32, 80);
            compare(type, samples.between(1, 150), columns, rows, run % 2 == 1, samples);
        }
        final Samples samples = new Samples("many outputs " + type);
        compare(type, 33 * 16 + 5, 256, 48, false, samples);
    }

    @ParameterizedTest
    @ArgumentsSource(WeightTypes.class)
    default void products_with_1_to_40_outputs_are_the_definitions(final DType type) {
        for (int outputs = 1; outputs <= 40; outputs++) {
            final Samples samples = new Samples("outputs " + outputs + " " + type);
            final int rows = samples.between(1, 9);
            compare(type, outputs, columns(type, samples, 300), rows, false, samples);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(WeightTypes.class)
    default void products_over_1_to_40_blocks_are_the_definitions(final DType type) {
        for (int blocks = 1; blocks <= 40; blocks++) {
            final Samples samples = new Samples("blocks " + blocks + " " + type);
            final int perStep = type.blockSize() == 256 ? 8 : 1;
            final int columns = Math.ceilDiv(blocks, perStep) * Math.max(type.blockSize(), 3);
            compare(type, samples.between(1, 33), columns, samples.between(1, 6), false, samples);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(WeightTypes.class)
    default void products_of_extreme_weights_and_activations_are_the_definitions(final DType type) {
        for (int run = 0; run < 30; run++) {
            final Samples samples = new Samples("extremes " + run + " " + type);
            final int columns = columns(type, samples, 700);
            compare(type, samples.between(1, 40), columns, samples.between(1, 12), true, samples);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(WeightTypes.class)
    default void the_largest_weights_and_activations_overflow_no_sum(final DType type) {
        for (final int value : new int[] {0xff, 0x7f, 0x80, 0}) {
            for (final int rows : new int[] {1, 5, 9, 48}) {
                final Samples samples = new Samples("largest " + value + " " + type);
                final MemorySegment raw = samples.weightsOf(value, type, 16, 512);
                final MemorySegment x = Samples.memory(4L * rows * 512);
                for (int i = 0; i < rows * 512; i++) {
                    Memory.f32(x, 4L * i, i / 512 % 2 == 0 ? 1 : -1);
                }
                compare(type, raw, x, 16, 512, rows, samples);
            }
        }
    }

    @ParameterizedTest
    @ArgumentsSource(WeightTypes.class)
    default void long_rows_are_the_definitions(final DType type) {
        final Samples samples = new Samples("long " + type);
        final int columns = Verbs.quantizes(type) ? 4608 : 4621;
        compare(type, 35, columns, 5, false, samples);
        compare(type, 16, columns, 1, false, samples);
    }

    @ParameterizedTest
    @ArgumentsSource(WeightTypes.class)
    default void a_row_read_back_is_the_definitions(final DType type) {
        for (int run = 0; run < 6; run++) {
            final Samples samples = new Samples("read " + run + " " + type);
            final int rows = samples.between(1, 40);
            final int columns = columns(type, samples, 1100);
            final MemorySegment raw = samples.weights(type, rows, columns, run % 2 == 1);
            final Matrix plain = Samples.pack(new Definition(), type, rows, columns, raw);
            final Matrix packed = Samples.pack(verbs(), type, rows, columns, raw);
            final MemorySegment expected = samples.dirty(4L * columns + 64);
            final MemorySegment actual = Samples.copy(expected);
            for (int row = 0; row < rows; row++) {
                new Definition().readRow(plain, row, expected, 32);
                verbs().readRow(packed, row, actual, 32);
                Bits.assertSame(actual, expected, type + " row " + row + ", " + samples);
            }
        }
    }

    @ParameterizedTest
    @ArgumentsSource(WeightTypes.class)
    default void packed_weights_take_no_more_than_5_percent_over_the_files(final DType type) {
        for (final int columns : new int[] {512, 2048, 3072}) {
            assertThat(verbs().tileBytes(type, columns))
                    .isLessThanOrEqualTo((long) (1.05 * Matrix.TILE_ROWS * type.rowBytes(columns)));
        }
    }
}
