package io.vesalius.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.Stream;

final class WeightCheckTest {
    static Stream<DType> weights() {
        return Arrays.stream(DType.values()).filter(DType::isWeightType);
    }

    @ParameterizedTest
    @MethodSource("weights")
    void zeros_are_fine(final DType type) {
        final byte[] raw = new byte[type.blockBytes() * 3];
        assertThat(WeightCheck.firstBad(type, MemorySegment.ofArray(raw))).isEqualTo(-1);
    }

    /** A scale whose bits are all set is NaN in every format. */
    @ParameterizedTest
    @MethodSource("weights")
    void a_block_of_ones_is_found_where_it_lies(final DType type) {
        final byte[] raw = new byte[type.blockBytes() * 3];
        Arrays.fill(raw, 2 * type.blockBytes(), raw.length, (byte) -1);
        assertThat(WeightCheck.firstBad(type, MemorySegment.ofArray(raw))).isEqualTo(2);
    }

    @Test
    void minimums_count_like_scales() {
        final byte[] raw = new byte[DType.Q4_1.blockBytes()];
        raw[3] = 0x7c;
        assertThat(WeightCheck.firstBad(DType.Q4_1, MemorySegment.ofArray(raw))).isZero();
    }

    @Test
    void an_exponent_of_mxfp4_whose_values_could_overflow_is_bad() {
        final byte[] raw = new byte[DType.MXFP4.blockBytes()];
        Arrays.fill(raw, (byte) 0x77);
        for (int exponent = 0; exponent < 256; exponent++) {
            raw[0] = (byte) exponent;
            final IntegerBlock block = new IntegerBlock();
            block.decode(DType.MXFP4, MemorySegment.ofArray(raw), 0, 0);
            assertThat(WeightCheck.firstBad(DType.MXFP4, MemorySegment.ofArray(raw)) < 0)
                    .as("exponent " + exponent)
                    .isEqualTo(Float.isFinite(block.value(0)) && exponent < 255);
        }
    }
}
