package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

final class RowHashTest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger FACTOR = new BigInteger("9E3779B97F4A7C15", 16);

    private static float[] row(final int size, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final float[] row = new float[size];
        for (int i = 0; i < size; i++) {
            row[i] = (float) random.nextGaussian();
        }
        return row;
    }

    /** As it is described, in plain arithmetic. */
    private static long described(final float[] row) {
        final BigInteger[] lanes = new BigInteger[4];
        for (int i = 0; i < 4; i++) {
            lanes[i] = BigInteger.valueOf(i + 1);
        }
        for (int word = 0; word < (row.length + 1) / 2; word++) {
            lanes[word % 4] = mix(lanes[word % 4], word(row, word));
        }
        BigInteger all = mix(lanes[0], BigInteger.ZERO);
        for (int i = 1; i < 4; i++) {
            all = mix(all, lanes[i]);
        }
        return mix(all, BigInteger.valueOf(row.length)).longValue();
    }

    private static BigInteger word(final float[] row, final int index) {
        BigInteger word = BigInteger.ZERO;
        for (int i = 2 * index; i < Math.min(row.length, 2 * index + 2); i++) {
            final long bits = Float.floatToRawIntBits(row[i]) & 0xffffffffL;
            word = word.add(BigInteger.valueOf(bits).shiftLeft(i % 2 * 32));
        }
        return word;
    }

    private static BigInteger mix(final BigInteger lane, final BigInteger word) {
        final BigInteger x = lane.xor(word).multiply(FACTOR).mod(MODULUS);
        return x.xor(x.shiftRight(32));
    }

    @Test
    void it_is_what_its_description_says() {
        for (int size = 0; size < 50; size++) {
            assertThat(RowHash.of(row(size, size))).isEqualTo(described(row(size, size)));
        }
    }

    @Test
    void every_bit_of_every_value_counts() {
        final int size = 37;
        final Set<Long> hashes = new HashSet<>(Set.of(RowHash.of(row(size, 1))));
        for (int i = 0; i < size; i++) {
            for (int bit = 0; bit < 32; bit++) {
                final float[] changed = row(size, 1);
                changed[i] = Float.intBitsToFloat(Float.floatToRawIntBits(changed[i]) ^ 1 << bit);
                assertThat(hashes.add(RowHash.of(changed))).as("bit %d of %d", bit, i).isTrue();
            }
        }
    }

    @Test
    void two_values_that_change_places_count() {
        final float[] row = row(64, 2);
        final long hash = RowHash.of(row);
        for (int i = 1; i < row.length; i++) {
            final float[] swapped = row.clone();
            swapped[0] = row[i];
            swapped[i] = row[0];
            assertThat(RowHash.of(swapped)).as("0 and %d", i).isNotEqualTo(hash);
        }
    }

    @Test
    void zeros_at_the_end_count() {
        assertThat(RowHash.of(new float[8])).isNotEqualTo(RowHash.of(new float[9]));
    }
}
