package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Draws follow the distribution they are made from (Pearson's chi-square, at 1 in 10,000). */
final class DrawTest {
    private static final int DRAWS = 20_000;
    private static final double[] MODEL = {0.05, 0.3, 0.02, 0.15, 0.25, 0.08, 0.1, 0.05};

    private static int[] counts(final SamplingParameters parameters, final float[] row) {
        final Sampler sampler =
                new Sampler(parameters, 0, new Workspace(row.length, id -> new byte[0]));
        final int[] counts = new int[row.length];
        for (int position = 0; position < DRAWS; position++) {
            final History history = Rows.at(position);
            counts[sampler.sample(row, history, Optional.empty()).id()]++;
        }
        return counts;
    }

    private static double chiSquare(final int[] counts, final double[] weights) {
        final double total = Arrays.stream(weights).sum();
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            final double expected = DRAWS * weights[i] / total;
            if (expected == 0) {
                assertThat(counts[i]).as("draws of removed token " + i).isZero();
            } else {
                sum += (counts[i] - expected) * (counts[i] - expected) / expected;
            }
        }
        return sum;
    }

    /** What chi-square exceeds once in 10,000. (Wilson and Hilferty 1931.) */
    private static double critical(final double[] weights) {
        final double freedom = Arrays.stream(weights).filter(w -> w > 0).count() - 1;
        final double v = 2 / (9 * freedom);
        return freedom * StrictMath.pow(1 - v + 3.719 * StrictMath.sqrt(v), 3);
    }

    private static SamplingBuilder neutral() {
        return SamplingParameters.NEUTRAL.toBuilder().seed(2024);
    }

    static Stream<Arguments> chains() {
        final double[] heated = Arrays.stream(MODEL).map(p -> StrictMath.pow(p, 0.5)).toArray();
        return Stream.of(
                Arguments.of("none", neutral(), MODEL),
                Arguments.of("temperature 2", neutral().temperature(2), heated),
                Arguments.of("top_k 3", neutral().topK(3), kept(1, 3, 4)),
                Arguments.of("top_p 0.75", neutral().topP(0.75), kept(1, 3, 4, 6)),
                Arguments.of("min_p 0.25", neutral().minP(0.25), kept(1, 3, 4, 5, 6)),
                Arguments.of("typical 0.45", neutral().typicalP(0.45), kept(3, 4, 6)),
                Arguments.of(
                        "xtc",
                        neutral().xtcProbability(1).xtcThreshold(0.2),
                        kept(0, 2, 3, 4, 5, 6, 7)),
                Arguments.of(
                        "mirostat with mu fixed at 3 bits",
                        neutral().mirostat(Optional.of(new MirostatParameters(1.5, 0))),
                        kept(1, 3, 4)));
    }

    private static double[] kept(final int... ids) {
        final double[] weights = new double[MODEL.length];
        for (final int id : ids) {
            weights[id] = MODEL[id];
        }
        return weights;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chains")
    void draws_follow_what_the_chain_leaves(
            final String name, final SamplingBuilder builder, final double[] weights) {
        final int[] counts = counts(builder.build(), Rows.ofProbabilities(MODEL));
        assertThat(chiSquare(counts, weights)).as(name).isLessThan(critical(weights));
    }

    @Test
    void xtc_of_half_the_tokens_mixes_both_distributions() {
        final double[] mixed = new double[MODEL.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = 0.5 * MODEL[i] + (i == 1 ? 0 : 0.5 * MODEL[i] / 0.7);
        }
        final SamplingParameters half = neutral().xtcProbability(0.5).xtcThreshold(0.2).build();
        assertThat(chiSquare(counts(half, Rows.ofProbabilities(MODEL)), mixed))
                .isLessThan(critical(mixed));
    }

    @Test
    void a_big_vocabulary_is_drawn_from_all_its_blocks() {
        final int size = 10_000;
        final Sampler sampler =
                new Sampler(neutral().build(), 0, new Workspace(size, id -> new byte[0]));
        final int[] counts = new int[10];
        final float[] row = new float[size];
        for (int position = 0; position < DRAWS; position++) {
            final History history = Rows.at(position);
            counts[sampler.sample(row, history, Optional.empty()).id() / 1000]++;
        }
        final double[] flat = new double[10];
        Arrays.fill(flat, 1);
        assertThat(chiSquare(counts, flat)).isLessThan(critical(flat));
    }

    @Test
    void the_test_sees_a_slightly_wrong_distribution() {
        final double[] wrong = MODEL.clone();
        wrong[1] -= 0.02;
        wrong[6] += 0.02;
        final int[] counts = counts(neutral().build(), Rows.ofProbabilities(MODEL));
        assertThat(chiSquare(counts, wrong)).isGreaterThan(critical(wrong));
    }

    @Test
    void a_candidate_without_weight_is_never_drawn() {
        final Candidates candidates = Rows.candidates(-200, 0, -300, 0, -200);
        assertThat(candidates.draw(0)).isEqualTo(1);
        assertThat(candidates.draw(0.5)).isEqualTo(3);
        assertThat(candidates.draw(1 - 0x1p-53)).isEqualTo(3);
    }

    @Test
    void the_draw_walks_in_order_of_ids() {
        final Candidates candidates = Rows.candidates(Rows.ofProbabilities(0.125, 0.5, 0.375));
        assertThat(candidates.draw(0.12)).isEqualTo(0);
        assertThat(candidates.draw(0.13)).isEqualTo(1);
        assertThat(candidates.draw(0.62)).isEqualTo(1);
        assertThat(candidates.draw(0.63)).isEqualTo(2);
    }

    @Test
    void the_number_of_a_position_is_the_generators_first_two_words() {
        assertThat(new Draws(0, 0).uniform(0, Draws.Purpose.TOKEN))
                .isEqualTo((0xe169c58d6627e8d5L >>> 11) * 0x1p-53);
    }

    @Test
    void numbers_are_uniform_and_those_of_other_purposes_differ() {
        final Draws draws = new Draws(-7, 3);
        final int[] cells = new int[64];
        for (int position = 0; position < DRAWS; position++) {
            final double token = 8 * draws.uniform(position, Draws.Purpose.TOKEN);
            final double xtc = 8 * draws.uniform(position, Draws.Purpose.XTC);
            cells[8 * (int) token + (int) xtc]++;
        }
        final double[] flat = new double[64];
        Arrays.fill(flat, 1);
        assertThat(chiSquare(cells, flat)).isLessThan(critical(flat));
    }
}
