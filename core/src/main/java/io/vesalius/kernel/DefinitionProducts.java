package io.vesalius.kernel;

import io.vesalius.tensor.DType;
import io.vesalius.tensor.IntegerBlock;

import java.lang.foreign.MemorySegment;

/**
 * What a product means. Tiles hold rows as the file has them. Each output has one accumulator, to
 * which blocks of 32 (or single elements) are added in order of k.
 */
final class DefinitionProducts {
    private DefinitionProducts() {}

    static long tileBytes(final DType type, final int columns) {
        return Matrix.TILE_ROWS * type.rowBytes(columns);
    }

    static void pack(final MemorySegment raw, final MemorySegment tile) {
        MemorySegment.copy(raw, 0, tile, 0, raw.byteSize());
    }

    private static long rowAt(final Matrix w, final int row) {
        return w.tileAt(row / Matrix.TILE_ROWS)
                + row % Matrix.TILE_ROWS * w.type().rowBytes(w.columns());
    }

    static void readRow(final Matrix w, final int row, final MemorySegment out, final long outAt) {
        new FileRows().read(w.type(), w.columns(), w.data(), rowAt(w, row), out, outAt);
    }

    static void product(
            final Matrix w,
            final int fromOutput,
            final int toOutput,
            final Quantized x,
            final int fromRow,
            final int toRow,
            final Rows y) {
        final IntegerBlock[] blocks = new IntegerBlock[w.columns() / Quantized.BLOCK];
        for (int output = fromOutput; output < toOutput; output++) {
            final long at = rowAt(w, output);
            for (int b = 0; b < blocks.length; b++) {
                blocks[b] = new IntegerBlock();
                blocks[b].decode(w.type(), w.data(), at, b);
            }
            for (int row = fromRow; row < toRow; row++) {
                Memory.f32(y.data(), y.at(row) + 4L * output, dot(blocks, x, row));
            }
        }
    }

    private static float dot(final IntegerBlock[] blocks, final Quantized x, final int row) {
        float acc = 0;
        for (int b = 0; b < blocks.length; b++) {
            final IntegerBlock block = blocks[b];
            final long at = x.at(row, b);
            final float d = Memory.f32(x.data(), at + Quantized.SCALE);
            int dot = 0;
            for (int i = 0; i < Quantized.BLOCK; i++) {
                dot += block.weight(i) * Memory.i8(x.data(), at + i);
            }
            acc = Math.fma((float) dot, block.scale() * d, acc);
            if (block.hasMin()) {
                final int sum = -Memory.i32(x.data(), at + Quantized.NEGATED_SUM);
                final int low = -Memory.i32(x.data(), at + Quantized.NEGATED_LOW_SUM);
                final int minSum = block.min(0) * low + block.min(16) * (sum - low);
                acc = Math.fma(block.minScale(), d * (float) minSum, acc);
            }
        }
        return acc;
    }

    static void product(
            final Matrix w,
            final int fromOutput,
            final int toOutput,
            final Rows x,
            final int fromRow,
            final int toRow,
            final Rows y) {
        for (int output = fromOutput; output < toOutput; output++) {
            final long at = rowAt(w, output);
            for (int row = fromRow; row < toRow; row++) {
                float acc = 0;
                for (int k = 0; k < w.columns(); k++) {
                    final float element = element(w.type(), w.data(), at, k);
                    acc = Math.fma(element, Memory.f32(x.data(), x.at(row) + 4L * k), acc);
                }
                Memory.f32(y.data(), y.at(row) + 4L * output, acc);
            }
        }
    }

    static float element(final DType type, final MemorySegment memory, final long at, final int k) {
        return switch (type) {
            case F32 -> Memory.f32(memory, at + 4L * k);
            case F16 -> Memory.f16(memory, at + 2L * k);
            case BF16 -> Memory.bf16(memory, at + 2L * k);
            default -> throw new IllegalArgumentException(type + " is no floating-point type");
        };
    }
}
