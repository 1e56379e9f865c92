package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

final class RankingTest {
    private static int[] sorted(final double[] keys, final int size) {
        return IntStream.range(0, size)
                .boxed()
                .sorted(
                        Comparator.comparingDouble((final Integer i) -> -(keys[i] + 0.0))
                                .thenComparing(Comparator.naturalOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int[] taken(final Ranking ranking, final double[] keys, final int count) {
        ranking.start(keys, keys.length);
        return IntStream.range(0, count).map(i -> ranking.next()).toArray();
    }

    private static void assertSorted(final double[] keys, final long seed) {
        final Ranking ranking = new Ranking(keys.length);
        assertThat(taken(ranking, keys, keys.length))
                .as("seed " + seed)
                .isEqualTo(sorted(keys, keys.length));
        assertThat(ranking.next()).isEqualTo(-1);
        assertThat(ranking.next()).isEqualTo(-1);
    }

    @Test
    void any_keys_come_in_the_order_of_a_full_sort() {
        for (long seed = 0; seed < 400; seed++) {
            final Random random = new Random(seed);
            final double spread = StrictMath.pow(10, random.nextInt(7) - 3);
            final int levels = 1 + random.nextInt(60);
            final boolean ties = random.nextBoolean();
            final double[] keys = new double[1 + random.nextInt(400)];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = spread * (ties ? random.nextInt(levels) : random.nextGaussian());
            }
            assertSorted(keys, seed);
        }
    }

    @Test
    void huge_and_equal_keys_come_in_the_order_of_a_full_sort() {
        assertSorted(new double[1000], 0);
        assertSorted(new double[] {-0.0, 0.0, -0.0, 1e83, -1e83, 1e-300, 1e83, -0.0}, 0);
        assertSorted(IntStream.range(0, 3000).mapToDouble(i -> i).toArray(), 0);
        assertSorted(IntStream.range(0, 3000).mapToDouble(i -> -i).toArray(), 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 1000, 20_000})
    void the_front_of_a_big_vocabulary_equals_that_of_a_full_sort(final int count) {
        final float[] row = Rows.random(150_000, 3, count);
        final double[] keys = IntStream.range(0, row.length).mapToDouble(i -> row[i]).toArray();
        assertThat(taken(new Ranking(keys.length), keys, count))
                .isEqualTo(IntStream.of(sorted(keys, keys.length)).limit(count).toArray());
    }

    @Test
    void an_order_starts_anew() {
        final Ranking ranking = new Ranking(4);
        assertThat(taken(ranking, new double[] {1, 2, 3, 4}, 2)).containsExactly(3, 2);
        assertThat(taken(ranking, new double[] {4, 3}, 2)).containsExactly(0, 1);
    }

    @Test
    void without_keys_there_is_nothing() {
        assertThat(taken(new Ranking(0), new double[0], 1)).containsExactly(-1);
    }
}
