package io.vesalius.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vesalius.base.UnsupportedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;

final class BlockEncoderTest {
    private static final long SEED = Long.getLong("vesalius.seed", 1L);

    static Stream<DType> blocks() {
        return Arrays.stream(DType.values())
                .filter(type -> BlockEncoder.encodes(type) && type.blockSize() > 1);
    }

    private static float[] decode(final DType type, final byte[] raw) {
        final float[] values = new float[raw.length / type.blockBytes() * type.blockSize()];
        final IntegerBlock block = new IntegerBlock();
        for (int i = 0; i < values.length; i++) {
            if (i % IntegerBlock.SIZE == 0) {
                block.decode(type, MemorySegment.ofArray(raw), 0, i / IntegerBlock.SIZE);
            }
            values[i] = block.value(i % IntegerBlock.SIZE);
        }
        return values;
    }

    private static float[] random(final int count, final double bias, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextDouble(-1, 1) + bias);
        }
        return values;
    }

    /** The farthest that a value in [-1, 1] may be from what is read back. */
    private static double tolerance(final DType type) {
        return switch (type) {
            case Q8_0 -> 0.0045;
            case Q4_0 -> 0.126;
            case Q5_0 -> 0.063;
            case Q4_1 -> 0.068;
            case Q5_1 -> 0.034;
            case Q4_K -> 0.085;
            case Q5_K -> 0.045;
            case IQ4_NL -> 0.125;
            case MXFP4 -> 0.51;
            case Q6_K -> 0.02;
            default -> throw new IllegalArgumentException(type.name());
        };
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void values_come_back_within_a_step(final DType type) {
        for (long seed = SEED; seed < SEED + 50; seed++) {
            final float[] values = random(512, 0, seed);
            final float[] back = decode(type, BlockEncoder.encode(type, values));
            for (int i = 0; i < values.length; i++) {
                assertThat((double) Math.abs(back[i] - values[i]))
                        .as("seed %d, element %d, %f read as %f", seed, i, values[i], back[i])
                        .isLessThanOrEqualTo(tolerance(type));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void zeros_come_back_as_zeros(final DType type) {
        assertThat(decode(type, BlockEncoder.encode(type, new float[256]))).containsOnly(0f);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void values_all_above_or_all_below_zero_and_tiny_ones_stay_finite(final DType type) {
        for (final double bias : new double[] {3, -3}) {
            final float[] values = random(256, bias, SEED);
            final float[] back = decode(type, BlockEncoder.encode(type, values));
            for (int i = 0; i < values.length; i++) {
                assertThat((double) Math.abs(back[i] - values[i]))
                        .as("seed %d, element %d, %f read as %f", SEED, i, values[i], back[i])
                        .isLessThanOrEqualTo(4 * tolerance(type));
            }
        }
        final float[] tiny = new float[256];
        Arrays.fill(tiny, Float.MIN_VALUE);
        for (final float value : decode(type, BlockEncoder.encode(type, tiny))) {
            assertThat(value).isFinite();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q4_0", "Q5_0"})
    void encoding_what_was_decoded_gives_the_same_values(final DType type) {
        final float[] once = decode(type, BlockEncoder.encode(type, random(512, 0, SEED)));
        assertThat(decode(type, BlockEncoder.encode(type, once))).containsExactly(once);
    }

    @Test
    void plain_types_round_to_nearest_even() {
        final byte[] bf16 =
                BlockEncoder.encode(
                        DType.BF16,
                        new float[] {
                            Float.intBitsToFloat(0x3f808000), Float.intBitsToFloat(0x3f818000), -1
                        });
        assertThat(bf16).containsExactly(0x80, 0x3f, 0x82, 0x3f, 0x80, 0xbf);
        assertThat(BlockEncoder.encode(DType.F16, new float[] {1, 65504}))
                .containsExactly(0x00, 0x3c, 0xff, 0x7b);
        assertThat(BlockEncoder.encode(DType.F32, new float[] {1}))
                .containsExactly(0, 0, 0x80, 0x3f);
    }

    @Test
    void types_that_are_only_read_and_halves_of_blocks_are_refused() {
        assertThat(catchThrowable(() -> BlockEncoder.encode(DType.IQ3_S, new float[256])))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("IQ3_S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockEncoder.encode(DType.Q4_K, new float[32]));
    }
}
