package io.vesalius.vector;

import io.vesalius.kernel.Matrix;
import io.vesalius.kernel.Quantized;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Verbs;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Products, two groups of outputs at a time: a chunk of their weights is decoded into the first
 * cache and serves every row. Each lane is an output, so no sum crosses lanes.
 */
final class Products {
    private static final int L = Lanes.COUNT;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Elements of activations that are held as f32 at once: what the last cache can stream. */
    private static final int MOST_ELEMENTS = 1 << 20;

    private Products() {}

    private static int rowsAtOnce(final int columns, final int rows) {
        return Math.min(rows, Math.max(4, MOST_ELEMENTS / columns / 4 * 4));
    }

    /** Groups end where the rows do: the last tile may be mostly padding. */
    private static int endGroup(final Matrix w, final int toTile) {
        return Math.min(toTile * Lanes.PARTS, Math.ceilDiv(w.rows(), L));
    }

    static void product(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Quantized x,
            final int fromRow,
            final int toRow,
            final Rows y,
            final Scratch scratch) {
        final int step = rowsAtOnce(w.columns(), toRow - fromRow);
        final int end = endGroup(w, toTile);
        for (int row = fromRow; row < toRow; row += step) {
            final int rows = Math.min(step, toRow - row);
            scratch.rows.load(x, row, rows);
            for (int group = fromTile * Lanes.PARTS; group < end; group += 2) {
                final float[] sums = scratch.zeroedSums(2 * L * rows);
                quantized(w, group, Math.min(2, end - group), rows, sums, scratch);
                store(sums, w, group, Math.min(2, end - group), row, rows, y);
            }
        }
    }

    private static void quantized(
            final Matrix w,
            final int group,
            final int groups,
            final int rows,
            final float[] sums,
            final Scratch scratch) {
        final TileLayout layout = TileLayout.of(w.type());
        final QuantizedPanel panel =
                new QuantizedPanel(
                        scratch.weights,
                        scratch.rows,
                        w.columns(),
                        WeightDecoder.mins(w.type()),
                        sums);
        final int blocks = w.columns() / Quantized.BLOCK;
        final int chunkUnits = DecodedWeights.CHUNK_COLUMNS / layout.unitColumns();
        final int units = layout.units(w.columns());
        for (int unit = 0; unit < units; unit += chunkUnits) {
            final int count = Math.min(chunkUnits, units - unit);
            for (int slot = 0; slot < groups; slot++) {
                final long at = layout.groupAt(w, group + slot) + unit * layout.unitBytes();
                WeightDecoder.decode(layout, w.data(), at, count, scratch.weights, slot);
            }
            final int from = unit / chunkUnits * DecodedWeights.CHUNK;
            panel.run(rows, from, Math.min(DecodedWeights.CHUNK, blocks - from));
        }
    }

    static void product(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Rows x,
            final int fromRow,
            final int toRow,
            final Rows y,
            final Scratch scratch) {
        final int step = rowsAtOnce(w.columns(), toRow - fromRow);
        final int end = endGroup(w, toTile);
        for (int row = fromRow; row < toRow; row += step) {
            final int rows = Math.min(step, toRow - row);
            scratch.rows.load(x.data(), x.at(row), rows * x.columns());
            for (int group = fromTile * Lanes.PARTS; group < end; group += 2) {
                final float[] sums = scratch.zeroedSums(2 * L * rows);
                floats(w, group, Math.min(2, end - group), rows, sums, scratch);
                store(sums, w, group, Math.min(2, end - group), row, rows, y);
            }
        }
    }

    private static void floats(
            final Matrix w,
            final int group,
            final int groups,
            final int rows,
            final float[] sums,
            final Scratch scratch) {
        final TileLayout layout = TileLayout.of(w.type());
        final float[] values = scratch.weights.values;
        final FloatPanel panel =
                new FloatPanel(
                        values,
                        DecodedWeights.SECOND_VALUES,
                        scratch.rows.values,
                        w.columns(),
                        sums,
                        2 * L);
        final int chunk = DecodedWeights.CHUNK_COLUMNS;
        for (int k = 0; k < w.columns(); k += chunk) {
            final int count = Math.min(chunk, w.columns() - k);
            for (int slot = 0; slot < groups; slot++) {
                final long unitAt = k / layout.unitColumns() * layout.unitBytes();
                final long at = layout.groupAt(w, group + slot) + unitAt;
                final int to = slot * DecodedWeights.SECOND_VALUES;
                WeightDecoder.decodeFloats(w.type(), w.data(), at, count, values, to);
            }
            panel.run(0, k, rows, count, 0);
        }
    }

    private static void store(
            final float[] sums,
            final Matrix w,
            final int group,
            final int groups,
            final int firstRow,
            final int rows,
            final Rows y) {
        for (int row = 0; row < rows; row++) {
            for (int slot = 0; slot < groups; slot++) {
                final int output = (group + slot) * L;
                final long at = y.at(firstRow + row) + 4L * output;
                final int from = (2 * row + slot) * L;
                if (output + L <= w.rows()) {
                    Lanes.store(FloatVector.fromArray(Lanes.FLOAT, sums, from), y.data(), at);
                } else {
                    MemorySegment.copy(sums, from, y.data(), FLOAT, at, w.rows() - output);
                }
            }
        }
    }

    /** Decodes the row's whole group and takes its lane: an embedding's row, now and then. */
    static void readRow(
            final Matrix w,
            final int row,
            final MemorySegment out,
            final long outAt,
            final DecodedWeights weights) {
        final TileLayout layout = TileLayout.of(w.type());
        final boolean quantized = Verbs.quantizes(w.type());
        final long groupAt = layout.groupAt(w, row / L);
        final int lane = row % L;
        for (int k = 0; k < w.columns(); k += DecodedWeights.CHUNK_COLUMNS) {
            final int count = Math.min(DecodedWeights.CHUNK_COLUMNS, w.columns() - k);
            final long at = groupAt + k / layout.unitColumns() * layout.unitBytes();
            if (quantized) {
                WeightDecoder.decode(layout, w.data(), at, layout.units(count), weights, 0);
            } else {
                WeightDecoder.decodeFloats(w.type(), w.data(), at, count, weights.values, 0);
            }
            for (int i = 0; i < count; i++) {
                final float value = weights.values[i * L + lane];
                final float element = quantized ? value(weights, w, i, lane, value) : value;
                out.set(FLOAT, outAt + 4L * (k + i), element);
            }
        }
    }

    /** A weight's value from its integer; adding +0 takes the sign off a zero, which has none. */
    private static float value(
            final DecodedWeights weights,
            final Matrix w,
            final int i,
            final int lane,
            final float integer) {
        final int at = i / Quantized.BLOCK * L + lane;
        final float product = weights.scales[at] * (integer + 0f);
        return switch (WeightDecoder.mins(w.type())) {
            case NONE -> product;
            case ONE -> product + weights.minScales[at];
            case TWO -> {
                final boolean low = i % Quantized.BLOCK < Quantized.BLOCK / 2;
                final float min = low ? weights.lowMins[at] : weights.highMins[at];
                yield product + weights.minScales[at] * min;
            }
        };
    }
}
