package io.vesalius.kernel;

import io.vesalius.tensor.DType;
import io.vesalius.tensor.WeightCheck;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Random inputs of the kernels' tests, the same for a seed; `-Dvesalius.seed` sets it. */
final class Samples {
    private static final long SEED = Long.getLong("vesalius.seed", 1L);

    /** Ends of ranges, borders of the functions, ties of rounding. */
    static final float[] EXTREMES = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        0x1p-130f,
        Float.MIN_NORMAL,
        0x1p-101f,
        0x1p-100f,
        1f,
        -1f,
        0.5f,
        1.5f,
        -2.5f,
        Functions.TANH_BORDER,
        -Functions.ERF_BORDER,
        4f,
        -87f,
        -87.5f,
        88.7f,
        88.73f,
        65504f,
        65520f,
        -70000f,
        0x1p-25f,
        1e30f,
        -Float.MAX_VALUE,
        Float.MAX_VALUE
    };

    static final float[] NOT_FINITE = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

    private final SplittableRandom random;
    private final String name;

    /**
     * @param name of the case, part of the seed
     */
    Samples(final String name) {
        this.name = name + ", seed " + SEED;
        random = new SplittableRandom(SEED * 1_000_003 + name.hashCode());
    }

    /** The types that the engine multiplies with. */
    static Stream<DType> weightTypes() {
        return Arrays.stream(DType.values()).filter(DType::isWeightType);
    }

    /** For failure messages. */
    @Override
    public String toString() {
        return name;
    }

    /** Both ends included. */
    int between(final int low, final int high) {
        return random.nextInt(low, high + 1);
    }

    boolean chance(final double probability) {
        return random.nextDouble() < probability;
    }

    @SafeVarargs
    final <T> T oneOf(final T... values) {
        return values[random.nextInt(values.length)];
    }

    /** Around one, of both signs. */
    float ordinary() {
        return (float) random.nextGaussian();
    }

    /** Any finite float, half of the time a special one. */
    float extreme() {
        if (random.nextBoolean()) {
            return EXTREMES[random.nextInt(EXTREMES.length)];
        }
        final float value = Float.intBitsToFloat(random.nextInt());
        return Float.isFinite(value) ? value : 3f;
    }

    static MemorySegment memory(final long bytes) {
        return Arena.ofAuto().allocate(Math.max(bytes, 64), 64);
    }

    /** Memory that holds no zeros, so that what isn't written shows. */
    MemorySegment dirty(final long bytes) {
        final MemorySegment memory = memory(bytes);
        memory.fill((byte) 0x5a);
        return memory;
    }

    /** Ordinary floats; with `wild`, extreme ones among them. */
    MemorySegment floats(final long count, final boolean wild) {
        final MemorySegment memory = memory(4 * count);
        for (long i = 0; i < count; i++) {
            Memory.f32(memory, 4 * i, wild && chance(0.3) ? extreme() : ordinary());
        }
        return memory;
    }

    static MemorySegment copy(final MemorySegment source) {
        return memory(source.byteSize()).copyFrom(source);
    }

    /** Bytes of rows as a file has them: with `wild` anything that is finite, else tame scales. */
    MemorySegment weights(final DType type, final int rows, final int columns, final boolean wild) {
        final long bytes = rows * type.rowBytes(columns);
        final MemorySegment raw = memory(bytes).asSlice(0, bytes);
        for (long at = 0; at < bytes; at += type.blockBytes()) {
            final MemorySegment block = raw.asSlice(at, type.blockBytes());
            do {
                weightBlock(type, block, wild);
            } while (WeightCheck.firstBad(type, block) >= 0);
        }
        return raw;
    }

    /** The same with one byte everywhere but in the scales: the ends of what weights can be. */
    MemorySegment weightsOf(final int value, final DType type, final int rows, final int columns) {
        final long bytes = rows * type.rowBytes(columns);
        final MemorySegment raw = memory(bytes).asSlice(0, bytes);
        raw.fill((byte) value);
        for (long at = 0; at < bytes; at += type.blockBytes()) {
            tame(type, raw.asSlice(at, type.blockBytes()));
        }
        return raw;
    }

    private void weightBlock(final DType type, final MemorySegment block, final boolean wild) {
        if (wild && chance(0.3)) {
            block.fill(oneOf((byte) 0, (byte) 0x80, (byte) 0x77, (byte) random.nextInt()));
            return;
        }
        for (long i = 0; i < block.byteSize(); i++) {
            Memory.i8(block, i, (byte) random.nextInt());
        }
        if (!wild) {
            tame(type, block);
        }
    }

    private void tame(final DType type, final MemorySegment block) {
        switch (type) {
            case F32 -> Memory.f32(block, 0, ordinary());
            case BF16 -> Memory.i8(block, 1, (byte) (random.nextBoolean() ? 0x3e : 0xbf));
            case MXFP4 -> Memory.i8(block, 0, (byte) between(122, 126));
            default -> {
                for (final int at : halves(type)) {
                    Memory.f16(block, at, (float) Math.scalb(1 + random.nextDouble(), -4));
                }
            }
        }
    }

    /** Where in a block its F16 numbers are. */
    private static int[] halves(final DType type) {
        return switch (type) {
            case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
            case Q2_K -> new int[] {80, 82};
            case Q3_K -> new int[] {108};
            case Q6_K -> new int[] {208};
            case TQ1_0 -> new int[] {52};
            case TQ2_0 -> new int[] {64};
            default -> new int[] {0};
        };
    }

    /** Packs rows for `verbs`. */
    static Matrix pack(
            final Verbs verbs,
            final DType type,
            final int rows,
            final int columns,
            final MemorySegment raw) {
        final long tileBytes = verbs.tileBytes(type, columns);
        final int tiles = Math.ceilDiv(rows, Matrix.TILE_ROWS);
        final MemorySegment data = memory(tiles * tileBytes);
        final long rowBytes = type.rowBytes(columns);
        for (int tile = 0; tile < tiles; tile++) {
            final int first = tile * Matrix.TILE_ROWS;
            final int count = Math.min(Matrix.TILE_ROWS, rows - first);
            verbs.pack(
                    type,
                    columns,
                    raw.asSlice(first * rowBytes, count * rowBytes),
                    count,
                    data.asSlice(tile * tileBytes, tileBytes));
        }
        return new Matrix(type, rows, columns, data, tileBytes);
    }

    static Quantized quantized(final int rows, final int columns) {
        return new Quantized(memory(Quantized.bytes(rows, columns)), columns);
    }

    /** Rows quantised by the definition. */
    static Quantized quantize(final MemorySegment x, final int rows, final int columns) {
        final Quantized out = quantized(rows, columns);
        for (int row = 0; row < rows; row++) {
            new Definition().quantize(x, 4L * row * columns, out, row);
        }
        return out;
    }
}
