package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadRequestException;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class SamplerTest {
    private static final Optional<TokenMask> ALL = Optional.empty();

    private static Sampler sampler(final SamplingParameters parameters) {
        return new Sampler(parameters, 0, new Workspace(64, id -> new byte[0]));
    }

    private static SamplingBuilder neutral() {
        return SamplingParameters.NEUTRAL.toBuilder().seed(1);
    }

    private static History at(final int position) {
        return Rows.at(position);
    }

    private static int chosen(final SamplingParameters parameters, final float... logits) {
        return sampler(parameters).sample(logits, at(3), ALL).id();
    }

    private static List<Integer> drawn(
            final SamplingParameters parameters, final int choice, final int count) {
        final Sampler sampler =
                new Sampler(parameters, choice, new Workspace(8, id -> new byte[0]));
        final List<Integer> ids = new ArrayList<>();
        for (int position = 0; position < count; position++) {
            ids.add(sampler.sample(new float[8], at(position), ALL).id());
        }
        return ids;
    }

    @Test
    void greedy_takes_the_highest_logit() {
        assertThat(chosen(SamplingParameters.GREEDY, 1, 3, 2)).isEqualTo(1);
    }

    @Test
    void greedy_takes_the_lower_id_among_equals_and_zeros_of_both_signs_are_equal() {
        assertThat(chosen(SamplingParameters.GREEDY, -1, -0f, 0f, -0f)).isEqualTo(1);
        assertThat(chosen(SamplingParameters.GREEDY, new float[64])).isEqualTo(0);
    }

    @Test
    void greedy_heeds_bias_and_mask() {
        final SamplingParameters biased =
                SamplingParameters.GREEDY.toBuilder().logitBias(Map.of(2, 5f)).build();
        assertThat(chosen(biased, 1, 3, 2)).isEqualTo(2);
        assertThat(
                        sampler(biased)
                                .sample(
                                        new float[] {1, 3, 2},
                                        at(0),
                                        Optional.of(TokenMask.without(Set.of(2))))
                                .id())
                .isEqualTo(1);
    }

    @Test
    void greedy_is_not_changed_by_truncations_xtc_or_mirostat() {
        final SamplingParameters all =
                SamplingParameters.GREEDY.toBuilder()
                        .topK(1)
                        .topP(0.1)
                        .typicalP(0.1)
                        .xtcProbability(1)
                        .xtcThreshold(0.01)
                        .mirostat(Optional.of(MirostatParameters.USUAL))
                        .build();
        assertThat(chosen(all, 1, 3, 2.9f, 2.8f)).isEqualTo(1);
    }

    @Test
    void a_seed_reproduces_its_draws() {
        final SamplingParameters parameters = neutral().seed(77).build();
        assertThat(drawn(parameters, 0, 50)).isEqualTo(drawn(parameters, 0, 50));
    }

    /** Computed apart, from the package's description, by a program in double precision. */
    @Test
    void draws_are_those_of_the_stated_definition() {
        final float[] row = new float[1000];
        for (int id = 0; id < row.length; id++) {
            row[id] = id * 7919 % 1000 / 100f;
        }
        assertThat(drawn(SamplingParameters.DEFAULT, row))
                .containsExactly(
                        568, 457, 99, 642, 963, 531, 198, 198, 926, 247, 247, 815, 284, 877, 247,
                        136, 926, 247, 531, 963);
        assertThat(drawn(SamplingParameters.NEUTRAL, row))
                .containsExactly(
                        548, 445, 75, 643, 951, 495, 161, 137, 916, 211, 210, 778, 263, 840, 211,
                        99, 926, 212, 484, 964);
    }

    private static List<Integer> drawn(final SamplingParameters parameters, final float[] row) {
        final Sampler sampler =
                new Sampler(
                        parameters.withSeed(0x123456789abcdefL),
                        2,
                        new Workspace(row.length, id -> new byte[0]));
        final List<Integer> ids = new ArrayList<>();
        for (int position = 0; position < 20; position++) {
            ids.add(sampler.sample(row, at(position), ALL).id());
        }
        return ids;
    }

    @Test
    void seeds_choices_and_positions_draw_differently() {
        final SamplingParameters parameters = neutral().seed(77).build();
        assertThat(drawn(parameters, 0, 50)).isNotEqualTo(drawn(parameters, 1, 50));
        assertThat(drawn(parameters, 0, 50))
                .isNotEqualTo(drawn(parameters.withSeed(77L + (1L << 32)), 0, 50));
        assertThat(Set.copyOf(drawn(parameters, 0, 200))).hasSize(8);
    }

    @Test
    void a_draw_needs_a_seed() {
        assertThatThrownBy(() -> sampler(SamplingParameters.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("seed");
    }

    @Test
    void the_logits_are_left_as_they_are() {
        final float[] logits = {1, 2, 3};
        sampler(neutral().temperature(0.5).topK(2).logitBias(Map.of(0, 1f)).build())
                .sample(logits, at(0), ALL);
        assertThat(logits).containsExactly(1, 2, 3);
    }

    @Test
    void the_only_finite_logit_is_always_chosen() {
        final float[] logits = new float[64];
        java.util.Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[17] = -3e38f;
        assertThat(chosen(neutral().build(), logits)).isEqualTo(17);
        assertThat(chosen(neutral().temperature(1e-45).topP(0.5).build(), logits)).isEqualTo(17);
        assertThat(chosen(SamplingParameters.GREEDY, logits)).isEqualTo(17);
    }

    @Test
    void the_coldest_temperature_takes_the_highest_of_huge_logits() {
        final SamplingParameters cold = neutral().temperature(1e-45).build();
        assertThat(chosen(cold, 3e38f, 3.1e38f, -3e38f)).isEqualTo(1);
        assertThat(chosen(cold, 1, 1.0000001f, 0.9999999f)).isEqualTo(1);
    }

    @Test
    void nan_and_infinity_are_named() {
        for (final SamplingParameters parameters :
                List.of(SamplingParameters.GREEDY, neutral().build())) {
            assertThatThrownBy(() -> chosen(parameters, 1, Float.NaN, 2))
                    .hasMessage("the logit of token 1 is NaN: the row can't be sampled");
            assertThatThrownBy(() -> chosen(parameters, Float.POSITIVE_INFINITY, 2))
                    .hasMessage("the logit of token 0 is Infinity: the row can't be sampled");
            assertThatThrownBy(
                            () ->
                                    chosen(
                                            parameters,
                                            Float.NEGATIVE_INFINITY,
                                            Float.NEGATIVE_INFINITY))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no logit is finite");
        }
    }

    @Test
    void a_bias_that_forbids_every_token_is_the_requests_fault() {
        final float ban = Float.NEGATIVE_INFINITY;
        final SamplingParameters parameters = neutral().logitBias(Map.of(0, ban, 1, ban)).build();
        assertThatThrownBy(() -> chosen(parameters, 1, 2))
                .isInstanceOf(BadRequestException.class)
                .hasMessage("logit_bias forbids every token that may come here");
    }

    @Test
    void log_probabilities_are_the_models_before_the_chain() {
        final SamplingParameters parameters =
                neutral().temperature(0.1).topK(1).logitBias(Map.of(0, 50f)).logProbs(2).build();
        final float[] logits = {0, (float) StrictMath.log(3), Float.NEGATIVE_INFINITY};
        final Choice choice = sampler(parameters).sample(logits, at(0), ALL);
        assertThat(choice.id()).isEqualTo(0);
        assertThat(choice.logProb()).isCloseTo(StrictMath.log(0.25), within());
        assertThat(choice.top()).extracting(TokenLogProb::id).containsExactly(1, 0);
        assertThat(choice.top().get(0).logProb()).isCloseTo(StrictMath.log(0.75), within());
    }

    @Test
    void log_probabilities_of_the_chain_are_given_where_asked_for() {
        final LogProbParameters after = new LogProbParameters(3, LogProbParameters.Basis.CHAIN);
        final SamplingParameters parameters = neutral().topK(2).logProbs(after).build();
        final float[] logits = {0, (float) StrictMath.log(3), -1};
        final Choice choice = sampler(parameters).sample(logits, at(0), ALL);
        assertThat(choice.top()).extracting(TokenLogProb::id).containsExactly(1, 0);
        assertThat(choice.top().get(0).logProb()).isCloseTo(StrictMath.log(0.75), within());
        assertThat(choice.top().get(1).logProb()).isCloseTo(StrictMath.log(0.25), within());
    }

    @Test
    void a_greedy_choice_has_the_chains_log_probabilities_too() {
        final LogProbParameters after = new LogProbParameters(0, LogProbParameters.Basis.CHAIN);
        final SamplingParameters parameters =
                SamplingParameters.GREEDY.toBuilder().logProbs(after).build();
        final float[] logits = {0, (float) StrictMath.log(3)};
        final Choice choice = sampler(parameters).sample(logits, at(0), ALL);
        assertThat(choice.logProb()).isCloseTo(StrictMath.log(0.75), within());
        assertThat(choice.top()).isEmpty();
    }

    @Test
    void without_a_wish_there_are_no_log_probabilities() {
        final Choice choice = sampler(neutral().build()).sample(new float[4], at(0), ALL);
        assertThat(choice.logProb()).isNaN();
        assertThat(choice.top()).isEmpty();
    }

    @Test
    void a_beam_sees_penalties_but_no_truncation() {
        final SamplingParameters parameters =
                SamplingParameters.DEFAULT.toBuilder()
                        .topK(1)
                        .logitBias(Map.of(1, Float.NEGATIVE_INFINITY))
                        .seed(1)
                        .build();
        final float[] logits = {0, 9, (float) StrictMath.log(3)};
        final List<TokenLogProb> top = sampler(parameters).likeliest(logits, at(0), ALL, 5);
        assertThat(top).extracting(TokenLogProb::id).containsExactly(2, 0);
        assertThat(top.get(0).logProb()).isCloseTo(StrictMath.log(0.75), within());
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-7);
    }
}
