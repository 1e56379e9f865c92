package io.vesalius.kernel;

import io.vesalius.tensor.IntegerBlock;

import java.lang.foreign.MemorySegment;

/** Products as exact as the defined ones, in another order. */
final class ReorderedProduct {
    /** How a block's sum joins the others. */
    @FunctionalInterface
    interface Joining {
        float join(float sum, int dot, float weightScale, float activationScale);

        /** As it is defined. */
        Joining DEFINED = (sum, dot, dw, d) -> Math.fma((float) dot, dw * d, sum);
    }

    private ReorderedProduct() {}

    /** Blocks from the last to the first, or as defined, joined in a way of one's own. */
    static void quantised(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Quantized x,
            final int fromRow,
            final int toRow,
            final Rows y,
            final boolean backwards,
            final Joining joining) {
        final int blocks = w.columns() / Quantized.BLOCK;
        final IntegerBlock block = new IntegerBlock();
        final int end = Math.min(toTile * Matrix.TILE_ROWS, w.rows());
        for (int output = fromTile * Matrix.TILE_ROWS; output < end; output++) {
            for (int row = fromRow; row < toRow; row++) {
                float sum = 0;
                for (int i = 0; i < blocks; i++) {
                    final int b = backwards ? blocks - 1 - i : i;
                    block.decode(w.type(), w.data(), output * w.type().rowBytes(w.columns()), b);
                    sum = join(sum, block, x.data(), x.at(row, b), joining);
                }
                Memory.f32(y.data(), y.at(row) + 4L * output, sum);
            }
        }
    }

    private static float join(
            final float sum,
            final IntegerBlock block,
            final MemorySegment x,
            final long at,
            final Joining joining) {
        int dot = 0;
        int minSum = 0;
        for (int i = 0; i < Quantized.BLOCK; i++) {
            dot += block.weight(i) * Memory.i8(x, at + i);
            minSum += block.min(i) * Memory.i8(x, at + i);
        }
        final float d = Memory.f32(x, at + Quantized.SCALE);
        final float joined = joining.join(sum, dot, block.scale(), d);
        return block.hasMin() ? Math.fma(block.minScale(), d * (float) minSum, joined) : joined;
    }

    /** Two sums, of the even and of the odd elements. */
    static void inTwoSums(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Rows x,
            final int fromRow,
            final int toRow,
            final Rows y) {
        final MemorySegment weights = Samples.memory(4L * w.columns());
        final int end = Math.min(toTile * Matrix.TILE_ROWS, w.rows());
        for (int output = fromTile * Matrix.TILE_ROWS; output < end; output++) {
            DefinitionProducts.readRow(w, output, weights, 0);
            for (int row = fromRow; row < toRow; row++) {
                final float[] sums = new float[2];
                for (int k = 0; k < w.columns(); k++) {
                    final float a = Memory.f32(x.data(), x.at(row) + 4L * k);
                    sums[k % 2] = Math.fma(Memory.f32(weights, 4L * k), a, sums[k % 2]);
                }
                Memory.f32(y.data(), y.at(row) + 4L * output, sums[0] + sums[1]);
            }
        }
    }
}
