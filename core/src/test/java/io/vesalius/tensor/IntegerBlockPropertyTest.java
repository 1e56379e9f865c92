package io.vesalius.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What products rely on, on random and extreme blocks; `-Dvesalius.seed` repeats a run. */
final class IntegerBlockPropertyTest {
    private static final long SEED = Long.getLong("vesalius.seed", 1L);
    private static final int RUNS = 400;
    private static final int MOST_ACTIVATION = 127;

    static Stream<DType> quantised() {
        return Arrays.stream(DType.values())
                .filter(type -> type.isWeightType() && type.blockSize() > 1);
    }

    /** Random bytes, all zeros, all ones, or one byte repeated. */
    private static byte[] block(final DType type, final int run, final SplittableRandom random) {
        final byte[] bytes = new byte[type.blockBytes()];
        switch (run % 4) {
            case 0 -> Arrays.fill(bytes, (byte) (run == 0 ? 0 : run == 4 ? -1 : random.nextInt()));
            default -> random.nextBytes(bytes);
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("quantised")
    void the_value_is_scale_times_weight_plus_the_minimum_within_f32_rounding(final DType type) {
        final IntegerBlock block = new IntegerBlock();
        for (int run = 0; run < RUNS; run++) {
            final byte[] raw = block(type, run, new SplittableRandom(SEED + run));
            final MemorySegment memory = MemorySegment.ofArray(raw);
            if (WeightCheck.firstBad(type, memory) >= 0) {
                continue;
            }
            for (int index = 0; index < type.blockSize() / IntegerBlock.SIZE; index++) {
                block.decode(type, memory, 0, index);
                for (int i = 0; i < IntegerBlock.SIZE; i++) {
                    final double product = (double) block.scale() * block.weight(i);
                    final double minimum = (double) block.minScale() * block.min(i);
                    final float value = block.value(i);
                    assertThat(value).as(type + " seed " + (SEED + run)).isFinite();
                    assertThat(Math.abs(value - (product + minimum)))
                            .as(type + " seed " + (SEED + run) + " element " + i)
                            .isLessThanOrEqualTo(
                                    1.5
                                            * Math.ulp(
                                                    (float)
                                                            (Math.abs(product)
                                                                    + Math.abs(minimum))));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("quantised")
    void a_sum_of_weights_times_any_activations_is_exact_in_f32(final DType type) {
        final IntegerBlock block = new IntegerBlock();
        for (int run = 0; run < RUNS; run++) {
            final byte[] raw = block(type, run, new SplittableRandom(SEED + run));
            for (int index = 0; index < type.blockSize() / IntegerBlock.SIZE; index++) {
                block.decode(type, MemorySegment.ofArray(raw), 0, index);
                long sum = 0;
                for (int i = 0; i < IntegerBlock.SIZE; i++) {
                    sum += (long) Math.abs(block.weight(i)) * MOST_ACTIVATION;
                }
                assertThat(sum).as(type + " seed " + (SEED + run)).isLessThan(1 << 24);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("quantised")
    void a_block_decodes_alike_wherever_it_lies(final DType type) {
        final int blocks = 3;
        final int perBlock = type.blockSize() / IntegerBlock.SIZE;
        final byte[] row = new byte[blocks * type.blockBytes()];
        new SplittableRandom(SEED).nextBytes(row);
        final byte[] shifted = new byte[row.length + 7];
        System.arraycopy(row, 0, shifted, 7, row.length);
        final IntegerBlock alone = new IntegerBlock();
        final IntegerBlock within = new IntegerBlock();
        for (int index = 0; index < blocks * perBlock; index++) {
            final int from = index / perBlock * type.blockBytes();
            final byte[] block = Arrays.copyOfRange(row, from, from + type.blockBytes());
            alone.decode(type, MemorySegment.ofArray(block), 0, index % perBlock);
            within.decode(type, MemorySegment.ofArray(shifted), 7, index);
            assertThat(within.toString()).as("seed " + SEED).isEqualTo(alone.toString());
            assertThat(within.min(16)).as("seed " + SEED).isEqualTo(alone.min(16));
        }
    }
}
