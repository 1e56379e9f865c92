package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;
import io.vesalius.tensor.DType;
import io.vesalius.tensor.IntegerBlock;
import io.vesalius.testing.Shared;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

import java.lang.foreign.MemorySegment;

/**
 * How near the defined products are to those of the dequantised weights with the activations as
 * they are, in double precision: the bounds of docs/NUMERICS.md.
 */
final class ProductAccuracyTest {
    private static final int RUNS = 60;
    private static final int OUTPUTS = 16;

    @ParameterizedTest
    @ArgumentsSource(WeightTypes.class)
    void a_product_is_within_its_bound_of_the_exact_one_whatever_the_activations(final DType type) {
        for (int run = 0; run < RUNS; run++) {
            final Samples samples = new Samples("uneven " + run + " " + type);
            final int columns = Math.max(32, type.blockSize()) * samples.between(1, 6);
            final MemorySegment raw = samples.weights(type, OUTPUTS, columns, false);
            final Product product = Product.of(type, raw, uneven(columns, samples), columns);
            for (int output = 0; output < OUTPUTS; output++) {
                assertThat(product.error(output))
                        .as("%s, output %d", samples, output)
                        .isLessThanOrEqualTo(product.bound(output));
            }
        }
    }

    /** Blocks of very different size, some with a number that dwarfs the others, some empty. */
    private static MemorySegment uneven(final int columns, final Samples samples) {
        final MemorySegment x = Samples.memory(4L * columns);
        for (int block = 0; block < columns / Quantized.BLOCK; block++) {
            final float size = Math.scalb(1f, samples.oneOf(-110, -99, -20, -3, 0, 0, 3, 20));
            for (int i = 0; i < Quantized.BLOCK; i++) {
                final boolean empty = samples.chance(0.2);
                final float value = empty ? 0 : samples.ordinary() * size;
                Memory.f32(x, 4L * (block * Quantized.BLOCK + i), value);
            }
            if (samples.chance(0.3)) {
                final int place = block * Quantized.BLOCK + samples.between(0, 31);
                Memory.f32(x, 4L * place, 1000 * size);
            }
        }
        return x;
    }

    @ParameterizedTest
    @ArgumentsSource(WeightTypes.class)
    void the_error_of_ordinary_products_shrinks_with_the_root_of_their_length(final DType type) {
        for (final int columns : new int[] {256, 1024, 4096}) {
            for (int run = 0; run < 8; run++) {
                final Samples samples = new Samples("ordinary " + columns + " " + run + type);
                final MemorySegment raw = samples.weights(type, OUTPUTS, columns, false);
                final MemorySegment x = samples.floats(columns, false);
                final Product product = Product.of(type, raw, x, columns);
                final double allowed =
                        Verbs.quantizes(type) ? 0.04 / Math.sqrt(columns) : 8 * 0x1p-24;
                for (int output = 0; output < OUTPUTS; output++) {
                    assertThat(product.error(output))
                            .as("%s, output %d", samples, output)
                            .isLessThanOrEqualTo(allowed * product.magnitude(output));
                }
            }
        }
    }

    /** The values are those that the formats' authors give, not this project's. */
    @Test
    void products_with_reference_blocks_are_within_their_bound_of_the_reference_values() {
        try (GgufFile blocks = GgufFile.open(Shared.path("fixtures/quants/blocks.gguf"));
                GgufFile values = GgufFile.open(Shared.path("fixtures/quants/values.gguf"))) {
            for (final GgufTensor tensor : blocks.tensors()) {
                final int columns = (int) tensor.columns();
                final MemorySegment raw = Samples.memory(tensor.bytes());
                blocks.read(tensor, 0, raw.asSlice(0, tensor.bytes()));
                final MemorySegment reference = Samples.memory(4L * columns);
                values.read(
                        values.tensor(tensor.name()).orElseThrow(),
                        0,
                        reference.asSlice(0, 4L * columns));
                final Samples samples = new Samples("reference " + tensor.name());
                final Product product =
                        Product.of(tensor.type(), raw, samples.floats(columns, false), columns);
                assertThat(Math.abs(product.actual(0) - product.exact(reference)))
                        .as("%s", samples)
                        .isLessThanOrEqualTo(product.bound(0));
            }
        }
    }

    /** One row of activations times some rows of weights, and what is known about it. */
    private record Product(DType type, MemorySegment raw, MemorySegment x, int columns, Rows y) {
        static Product of(
                final DType type,
                final MemorySegment raw,
                final MemorySegment x,
                final int columns) {
            final int outputs = (int) Math.min(OUTPUTS, raw.byteSize() / type.rowBytes(columns));
            final Matrix w = Samples.pack(new Definition(), type, outputs, columns, raw);
            final Rows y = new Rows(Samples.memory(4L * outputs), 1, outputs);
            if (Verbs.quantizes(type)) {
                final Quantized q = Samples.quantize(x, 1, columns);
                new Definition().product(w, 0, w.tileCount(), q, 0, 1, y);
            } else {
                new Definition().product(w, 0, w.tileCount(), new Rows(x, 1, columns), 0, 1, y);
            }
            return new Product(type, raw, x, columns, y);
        }

        double actual(final int output) {
            return Memory.f32(y.data(), 4L * output);
        }

        double exact(final MemorySegment weights) {
            double sum = 0;
            for (int k = 0; k < columns; k++) {
                sum += (double) Memory.f32(weights, 4L * k) * Memory.f32(x, 4L * k);
            }
            return sum;
        }

        private MemorySegment weights(final int output) {
            final Matrix w =
                    new Matrix(type, OUTPUTS, columns, raw, OUTPUTS * type.rowBytes(columns));
            final MemorySegment row = Samples.memory(4L * columns);
            new Definition().readRow(w, output, row, 0);
            return row;
        }

        double error(final int output) {
            return Math.abs(actual(output) - exact(weights(output)));
        }

        /** The sum of |w * a|. */
        double magnitude(final int output) {
            final MemorySegment w = weights(output);
            double sum = 0;
            for (int k = 0; k < columns; k++) {
                sum += Math.abs((double) Memory.f32(w, 4L * k) * Memory.f32(x, 4L * k));
            }
            return sum;
        }

        double bound(final int output) {
            return Verbs.quantizes(type)
                    ? quantising(output) + rounding(output)
                    : columns * 0x1p-24 * magnitude(output);
        }

        /** Half a step of each block's activations, or all of one below 2^-100. */
        private double quantising(final int output) {
            final MemorySegment w = weights(output);
            double sum = 0;
            for (int from = 0; from < columns; from += Quantized.BLOCK) {
                double amax = 0;
                double weights = 0;
                for (int k = from; k < from + Quantized.BLOCK; k++) {
                    amax = Math.max(amax, Math.abs(Memory.f32(x, 4L * k)));
                    weights += Math.abs(Memory.f32(w, 4L * k));
                }
                sum += weights * (amax < 0x1p-100 ? amax : 0.5001 * amax / 127);
            }
            return sum;
        }

        /** Of two additions a block and the scales' own roundings. */
        private double rounding(final int output) {
            final IntegerBlock block = new IntegerBlock();
            double sum = 0;
            for (int k = 0; k < columns; k++) {
                if (k % IntegerBlock.SIZE == 0) {
                    final long rowAt = output * type.rowBytes(columns);
                    block.decode(type, raw, rowAt, k / IntegerBlock.SIZE);
                }
                final int i = k % IntegerBlock.SIZE;
                final double weight =
                        Math.abs((double) block.scale() * block.weight(i))
                                + Math.abs((double) block.minScale() * block.min(i));
                sum += weight * Math.abs(Memory.f32(x, 4L * k));
            }
            final int blocks = columns / Quantized.BLOCK;
            return (2 * blocks + 5) * 0x1p-24 * sum * 1.01;
        }
    }
}
