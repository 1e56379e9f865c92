package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Top-k, top-p, min-p and typical: by hand, and against definitions that sort everything. */
final class TruncationTest {
    private static final float[] ROW = Rows.ofProbabilities(0.1, 0.4, 0.05, 0.2, 0.25);

    /** Indices by descending key, then ascending. */
    private static List<Integer> sorted(
            final Candidates candidates, final ToDoubleFunction<Integer> key) {
        return IntStream.range(0, candidates.size())
                .boxed()
                .sorted(
                        Comparator.comparingDouble(
                                        (final Integer i) -> -(key.applyAsDouble(i) + 0.0))
                                .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** The ids of the shortest prefix that holds a part of the weight. */
    private static int[] prefix(
            final Candidates candidates, final List<Integer> order, final double part) {
        final List<Integer> ids = new ArrayList<>();
        double sum = 0;
        for (final int i : order) {
            ids.add(candidates.id(i));
            sum += candidates.weight(i);
            if (sum >= part * candidates.total()) {
                break;
            }
        }
        return ids.stream().sorted().mapToInt(Integer::intValue).toArray();
    }

    private static int[] topK(final Candidates candidates, final int k) {
        return sorted(candidates, candidates::logit).stream()
                .limit(k)
                .map(candidates::id)
                .sorted()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int[] topP(final Candidates candidates, final double p) {
        return prefix(candidates, sorted(candidates, candidates::logit), p);
    }

    private static int[] typical(final Candidates candidates, final double p) {
        double entropy = 0;
        for (int i = 0; i < candidates.size(); i++) {
            entropy -= candidates.weight(i) / candidates.total() * candidates.logProb(i);
        }
        final double mean = entropy;
        return prefix(
                candidates, sorted(candidates, i -> -Math.abs(-candidates.logProb(i) - mean)), p);
    }

    @Test
    void top_k_keeps_the_k_likeliest() {
        assertThat(Rows.left(new TopKLink(1), ROW)).containsExactly(1);
        assertThat(Rows.left(new TopKLink(3), ROW)).containsExactly(1, 3, 4);
        assertThat(Rows.left(new TopKLink(9), ROW)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void top_k_prefers_lower_ids_among_equals() {
        assertThat(Rows.left(new TopKLink(3), 1, 2, 1, -0f, 0f, 1)).containsExactly(0, 1, 2);
        assertThat(Rows.left(new TopKLink(5), 1, 2, 1, -0f, 0f, 1)).containsExactly(0, 1, 2, 3, 5);
        assertThat(Rows.left(new TopKLink(4), new float[100])).containsExactly(0, 1, 2, 3);
    }

    @Test
    void top_p_keeps_the_fewest_that_reach_p() {
        assertThat(Rows.left(new TopPLink(0.3), ROW)).containsExactly(1);
        assertThat(Rows.left(new TopPLink(0.41), ROW)).containsExactly(1, 4);
        assertThat(Rows.left(new TopPLink(0.8), ROW)).containsExactly(1, 3, 4);
        assertThat(Rows.left(new TopPLink(0.99), ROW)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void top_p_that_is_reached_exactly_needs_no_more() {
        assertThat(Rows.left(new TopPLink(0.5), new float[8])).containsExactly(0, 1, 2, 3);
    }

    @Test
    void the_smallest_top_p_keeps_one() {
        assertThat(Rows.left(new TopPLink(Double.MIN_VALUE), ROW)).containsExactly(1);
    }

    @Test
    void min_p_keeps_those_near_the_likeliest() {
        assertThat(Rows.left(new MinPLink(0.49), ROW)).containsExactly(1, 3, 4);
        assertThat(Rows.left(new MinPLink(0.51), ROW)).containsExactly(1, 4);
        assertThat(Rows.left(new MinPLink(1), 1, 3, 2, 3)).containsExactly(1, 3);
    }

    @Test
    void typical_keeps_those_whose_surprise_is_near_the_entropy() {
        // Entropy of ROW 1.4150 nats; surprises 2.30, 0.92, 3.00, 1.61, 1.39.
        assertThat(Rows.left(new TypicalLink(0.2), ROW)).containsExactly(4);
        assertThat(Rows.left(new TypicalLink(0.4), ROW)).containsExactly(3, 4);
        assertThat(Rows.left(new TypicalLink(0.5), ROW)).containsExactly(1, 3, 4);
        assertThat(Rows.left(new TypicalLink(0.9), ROW)).containsExactly(0, 1, 3, 4);
    }

    @Test
    void typical_may_drop_the_likeliest() {
        final float[] row = new float[31];
        row[7] = (float) StrictMath.log(10); // 10 of 40, the others 1 of 40 each
        assertThat(Rows.left(new TypicalLink(0.49), row)).hasSize(20).doesNotContain(7);
    }

    @Test
    void a_truncation_equals_that_by_a_full_sort() {
        for (long seed = 0; seed < 300; seed++) {
            final Random random = new Random(seed);
            final int size = 1 + random.nextInt(300);
            final float[] row =
                    random.nextBoolean()
                            ? Rows.awkward(size, seed)
                            : Rows.random(size, 4 * random.nextDouble(), seed);
            final int k = 1 + random.nextInt(size + 2);
            final double p = 1 - random.nextDouble();
            final String what = "seed " + seed;
            final Candidates all = Rows.candidates(row);
            assertThat(Rows.left(new TopKLink(k), row)).as(what).isEqualTo(topK(all, k));
            assertThat(Rows.left(new TopPLink(p), row)).as(what).isEqualTo(topP(all, p));
        }
    }

    @Test
    void typical_equals_that_by_a_full_sort() {
        for (long seed = 0; seed < 300; seed++) {
            final Random random = new Random(seed);
            final float[] row = Rows.random(1 + random.nextInt(300), 4, seed);
            final double p = 1 - random.nextDouble();
            assertThat(Rows.left(new TypicalLink(p), row))
                    .as("seed " + seed)
                    .isEqualTo(typical(Rows.candidates(row), p));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.05, 0.5, 2.5})
    void truncations_of_a_big_vocabulary_equal_those_by_a_full_sort(final double spread) {
        final float[] row = Rows.random(150_000, spread, 1);
        final Candidates all = Rows.candidates(row);
        assertThat(Rows.left(new TopKLink(40), row)).isEqualTo(topK(all, 40));
        assertThat(Rows.left(new TopKLink(70_000), row)).isEqualTo(topK(all, 70_000));
        assertThat(Rows.left(new TopPLink(0.9), row)).isEqualTo(topP(all, 0.9));
    }

    @Test
    void one_candidate_is_always_left() {
        final List<ChainLink> links =
                List.of(
                        new TopKLink(1),
                        new TopPLink(1e-300),
                        new MinPLink(1),
                        new TypicalLink(1e-300),
                        new XtcLink(new XtcParameters(1, 0), new Draws(0, 0)));
        for (long seed = 0; seed < 100; seed++) {
            final float[] row = Rows.awkward(20, seed);
            for (final ChainLink link : links) {
                assertThat(Rows.left(link, row)).as(link + " seed " + seed).isNotEmpty();
            }
        }
    }
}
