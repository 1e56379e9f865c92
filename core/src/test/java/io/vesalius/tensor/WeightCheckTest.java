package io.vesalius.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

    /** Among the largest numbers of both signs, infinities and NaN of both signs. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void the_first_element_that_is_no_number_is_found_at_any_place(final DType type) {
        final int bytes = type.blockBytes();
        for (int length = 1; length <= 20; length++) {
            for (int bad = -1; bad < length; bad++) {
                final MemorySegment raw = MemorySegment.ofArray(new byte[bytes * length]);
                for (int i = 0; i < length; i++) {
                    final boolean notFinite = i == bad || bad >= 0 && i > bad && i % 3 == 0;
                    put(type, raw, i, notFinite);
                }
                assertThat(WeightCheck.firstBad(type, raw))
                        .as("%s of %s", bad, length)
                        .isEqualTo(bad);
            }
        }
    }

    private static void put(
            final DType type, final MemorySegment raw, final int index, final boolean notFinite) {
        final int exponent = type == DType.F16 ? 0x7c00 : type == DType.BF16 ? 0x7f80 : 0x7f800000;
        final int mantissa = (exponent & -exponent) - 1;
        final int largest = exponent - 1; // the greatest exponent but one, all of the mantissa
        final int infinityOrNan = exponent | (index % 2 == 0 ? 0 : mantissa);
        final int bits = notFinite ? infinityOrNan : largest;
        final int sign = index % 4 < 2 ? 0 : 1;
        if (type == DType.F32) {
            raw.set(ValueLayout.JAVA_INT_UNALIGNED, 4L * index, bits | sign << 31);
        } else {
            raw.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * index, (short) (bits | sign << 15));
        }
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
