package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vesalius.base.BadRequestException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Every parameter's range, and what its refusal says. */
final class ParametersTest {
    private static void assertRefused(
            final UnaryOperator<SamplingBuilder> change,
            final String parameter,
            final String message) {
        final SamplingBuilder builder = SamplingParameters.builder();
        final BadRequestException refusal =
                catchThrowableOfType(
                        BadRequestException.class, () -> change.apply(builder).build());
        assertThat(refusal).as(parameter).isNotNull();
        assertThat(refusal.parameter()).isEqualTo(parameter);
        assertThat(refusal).hasMessage(message);
    }

    private static void assertStopRefused(
            final Runnable construction, final String parameter, final String message) {
        final BadRequestException refusal =
                catchThrowableOfType(BadRequestException.class, construction::run);
        assertThat(refusal).as(parameter).isNotNull();
        assertThat(refusal.parameter()).isEqualTo(parameter);
        assertThat(refusal).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                -1,
                Double.NaN,
                1e38,
                Double.POSITIVE_INFINITY,
                -1e-9,
                100.1,
                Double.MIN_VALUE
            })
    void a_temperature_out_of_range_is_refused(final double value) {
        assertRefused(
                b -> b.temperature(value),
                "temperature",
                "temperature is " + value + ": allowed: 0 (greedy), or from 1.0E-45 to 100");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 1e-45, 1, 2, 100})
    void a_temperature_in_range_is_taken(final double value) {
        assertThat(SamplingParameters.builder().temperature(value).build().greedy())
                .isEqualTo(value == 0);
    }

    @Test
    void a_negative_top_k_is_refused_but_minus_one_is_off() {
        assertRefused(
                b -> b.topK(-5),
                "top_k",
                "top_k is -5: allowed: 0 or -1 (off), or the number of tokens to keep");
        assertThat(SamplingParameters.builder().topK(-1).build().truncation().topK()).isZero();
        assertThat(SamplingParameters.builder().topK(Integer.MAX_VALUE).build()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 2, -0.5, Double.NaN})
    void a_probability_out_of_range_is_refused(final double value) {
        assertRefused(
                b -> b.topP(value), "top_p", "top_p is " + value + ": allowed: above 0, up to 1");
        assertRefused(
                b -> b.typicalP(value),
                "typical_p",
                "typical_p is " + value + ": allowed: above 0, up to 1");
    }

    @Test
    void a_min_p_out_of_range_is_refused() {
        assertRefused(b -> b.minP(1.5), "min_p", "min_p is 1.5: allowed: from 0 to 1");
        assertRefused(b -> b.minP(Double.NaN), "min_p", "min_p is NaN: allowed: from 0 to 1");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e9, -1e9, Double.NaN})
    void a_penalty_out_of_range_is_refused(final double value) {
        assertRefused(
                b -> b.repetitionPenalty(value),
                "repetition_penalty",
                "repetition_penalty is " + value + ": allowed: from 0.01 to 100");
        assertRefused(
                b -> b.presencePenalty(value),
                "presence_penalty",
                "presence_penalty is " + value + ": allowed: from -100 to 100");
        assertRefused(
                b -> b.frequencyPenalty(value),
                "frequency_penalty",
                "frequency_penalty is " + value + ": allowed: from -100 to 100");
    }

    @Test
    void a_negative_window_but_minus_one_is_refused() {
        assertRefused(
                b -> b.penaltyLastN(-2),
                "penalty_last_n",
                "penalty_last_n is -2: allowed: -1 (all tokens), 0 (off) or more");
        assertRefused(
                b -> b.dryLastN(-2),
                "dry_last_n",
                "dry_last_n is -2: allowed: -1 (all tokens), 0 (off) or more");
    }

    @Test
    void values_of_dry_xtc_and_mirostat_out_of_range_are_refused() {
        assertRefused(
                b -> b.dryMultiplier(-1),
                "dry_multiplier",
                "dry_multiplier is -1.0: allowed: from 0 to 100");
        assertRefused(b -> b.dryBase(0.5), "dry_base", "dry_base is 0.5: allowed: from 1 to 100");
        assertRefused(
                b -> b.dryAllowedLength(0),
                "dry_allowed_length",
                "dry_allowed_length is 0: allowed: 1 or more");
        assertRefused(
                b -> b.dryBreakers(List.of("")),
                "dry_sequence_breakers",
                "dry_sequence_breakers has an empty text:"
                        + " allowed: texts of 1 to 256 characters");
        assertRefused(
                b -> b.xtcProbability(1.01),
                "xtc_probability",
                "xtc_probability is 1.01: allowed: from 0 to 1");
        assertRefused(
                b -> b.xtcThreshold(Double.NaN),
                "xtc_threshold",
                "xtc_threshold is NaN: allowed: from 0 to 1");
        assertRefused(
                b -> b.mirostat(Optional.of(new MirostatParameters(0, 0.1))),
                "mirostat_tau",
                "mirostat_tau is 0.0: allowed: above 0, up to 100");
        assertRefused(
                b -> b.mirostat(Optional.of(new MirostatParameters(5, 2))),
                "mirostat_eta",
                "mirostat_eta is 2.0: allowed: from 0 to 1");
    }

    @ParameterizedTest
    @ValueSource(floats = {1e30f, -1e30f, 101, Float.NaN, Float.POSITIVE_INFINITY})
    void a_bias_out_of_range_is_refused(final float value) {
        assertRefused(
                b -> b.logitBias(Map.of(3, value)),
                "logit_bias",
                "logit_bias has "
                        + value
                        + " for token 3: allowed: from -100 to 100, or -infinity to forbid the"
                        + " token");
    }

    @Test
    void a_bias_of_an_unknown_token_is_refused() {
        assertRefused(
                b -> b.logitBias(Map.of(-1, 1f)),
                "logit_bias",
                "logit_bias has token id -1: allowed: ids from 0");
        final SamplingParameters parameters =
                SamplingParameters.builder().logitBias(Map.of(99, 1f, 32, 1f, 7, 1f)).build();
        parameters.check(100);
        assertThatThrownBy(() -> parameters.check(32))
                .isInstanceOf(BadRequestException.class)
                .hasMessage("logit_bias has token id 32: allowed: ids from 0 to 31");
    }

    @Test
    void too_many_biases_are_refused() {
        final Map<Integer, Float> bias = new HashMap<>();
        IntStream.range(0, 1025).forEach(id -> bias.put(id, 1f));
        assertRefused(
                b -> b.logitBias(bias),
                "logit_bias",
                "logit_bias has 1025 entries: allowed: at most 1024");
        bias.remove(0);
        assertThat(SamplingParameters.builder().logitBias(bias).build().logitBias()).hasSize(1024);
    }

    @Test
    void a_million_log_probabilities_are_refused() {
        assertRefused(
                b -> b.logProbs(1_000_000),
                "top_logprobs",
                "top_logprobs is 1000000: allowed: -1 (off), or from 0 to 20");
    }

    @Test
    void an_unknown_or_repeated_link_is_refused() {
        assertRefused(
                b -> b.order("top_k;warp"),
                "samplers",
                "samplers has 'warp': allowed: penalties, dry, top_k, typical, top_p, min_p, xtc,"
                        + " temperature");
        assertRefused(
                b -> b.order("top_k;temp;top_k"),
                "samplers",
                "samplers has 'top_k' twice: allowed: each link once");
    }

    @Test
    void values_do_not_change_after_they_were_checked() {
        final Map<Integer, Float> bias = new HashMap<>(Map.of(1, 1f));
        final SamplingParameters parameters = SamplingParameters.builder().logitBias(bias).build();
        bias.put(2, 1e30f);
        assertThat(parameters.logitBias()).containsOnlyKeys(1);
    }

    @Test
    void a_builder_starts_from_what_it_is_given() {
        final SamplingParameters parameters =
                SamplingParameters.builder()
                        .dryMultiplier(0.8)
                        .xtcProbability(0.5)
                        .penaltyLastN(-1)
                        .order("temperature;top_k")
                        .seed(9)
                        .build();
        assertThat(parameters.toBuilder().build()).isEqualTo(parameters);
        assertThat(parameters.withSeed(9)).isEqualTo(parameters);
        assertThat(parameters.order()).containsExactly(Link.TEMPERATURE, Link.TOP_K);
    }

    @Test
    void a_maximum_of_tokens_below_one_is_refused() {
        for (final int count : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertStopRefused(
                    () -> StopParameters.DEFAULT.withMaxTokens(count),
                    "max_tokens",
                    "max_tokens is " + count + ": allowed: 1 or more");
        }
        assertStopRefused(
                () -> StopParameters.DEFAULT.withMinTokens(-1),
                "min_tokens",
                "min_tokens is -1: allowed: 0 or more");
        assertStopRefused(
                () -> StopParameters.DEFAULT.withMaxTokens(4).withMinTokens(5),
                "min_tokens",
                "min_tokens is 5: allowed: at most max_tokens, 4");
    }

    @Test
    void stop_strings_that_are_empty_too_many_or_too_long_are_refused() {
        assertStopRefused(
                () -> StopParameters.DEFAULT.withStopStrings(List.of("a", "")),
                "stop",
                "stop has an empty text: allowed: texts of 1 to 256 characters");
        assertStopRefused(
                () -> StopParameters.DEFAULT.withStopStrings(Collections.nCopies(10_000, "a")),
                "stop",
                "stop has 10000 texts: allowed: at most 16");
        assertStopRefused(
                () -> StopParameters.DEFAULT.withStopStrings(List.of("a".repeat(1 << 20))),
                "stop",
                "stop has a text of 1048576 characters: allowed: texts of 1 to 256 characters");
        final List<String> most = Collections.nCopies(16, "a".repeat(256));
        assertThat(StopParameters.DEFAULT.withStopStrings(most).stopStrings()).hasSize(16);
    }

    @Test
    void a_stop_token_outside_the_vocabulary_is_refused() {
        StopParameters.DEFAULT.withStopTokenIds(Set.of(0, 31)).check(32);
        assertStopRefused(
                () -> StopParameters.DEFAULT.withStopTokenIds(Set.of(5, 32)).check(32),
                "stop_token_ids",
                "stop_token_ids has token id 32: allowed: ids from 0 to 31");
        assertStopRefused(
                () -> StopParameters.DEFAULT.withStopTokenIds(Set.of(-1)).check(32),
                "stop_token_ids",
                "stop_token_ids has token id -1: allowed: ids from 0 to 31");
    }

    @Test
    void beams_out_of_range_are_refused() {
        assertStopRefused(
                () -> BeamParameters.ofWidth(0),
                "beam_width",
                "beam_width is 0: allowed: from 1 to 16");
        assertStopRefused(
                () -> new BeamParameters(2, 1, 3, BeamParameters.EarlyStop.FIRST),
                "n_best",
                "n_best is 3: allowed: from 1 to 2");
        assertStopRefused(
                () -> new BeamParameters(2, Double.NaN, 1, BeamParameters.EarlyStop.FIRST),
                "length_penalty",
                "length_penalty is NaN: allowed: from -10 to 10");
    }

    private static double wild(final Random random) {
        final double[] values = {
            0, 1, -1, 0.5, 1e-45, 1e38, 1e-300, 2, 40, 1e9, -0.0, Double.NaN, 0.99, 0.01, 100
        };
        return values[random.nextInt(values.length)];
    }

    private static SamplingParameters wildParameters(final Random random) {
        return SamplingParameters.NEUTRAL.toBuilder()
                .temperature(tame(random, 1))
                .topK(random.nextBoolean() ? 0 : random.nextInt(30) - 2)
                .topP(tame(random, 1))
                .minP(tame(random, 0))
                .typicalP(tame(random, 1))
                .repetitionPenalty(tame(random, 1))
                .presencePenalty(tame(random, 0))
                .frequencyPenalty(tame(random, 0))
                .penaltyLastN(random.nextInt(20) - 1)
                .dryMultiplier(tame(random, 0))
                .dryBase(tame(random, 2))
                .dryLastN(random.nextInt(20) - 1)
                .xtcProbability(tame(random, 0))
                .xtcThreshold(tame(random, 0.1))
                .mirostat(
                        random.nextInt(4) > 0
                                ? Optional.empty()
                                : Optional.of(
                                        new MirostatParameters(tame(random, 5), tame(random, 0.1))))
                .logitBias(Map.of(random.nextInt(12), (float) tame(random, -5)))
                .logProbs(random.nextInt(5) - 1)
                .seed(random.nextLong())
                .build();
    }

    private static double tame(final Random random, final double usual) {
        return random.nextInt(4) > 0 ? usual : wild(random);
    }

    @Test
    void whatever_is_asked_for_is_refused_or_samples() {
        final Workspace workspace = new Workspace(12, id -> new byte[] {(byte) (':' + id)});
        int sampled = 0;
        for (long seed = 0; seed < 20_000; seed++) {
            final Random random = new Random(seed);
            try {
                final SamplingParameters parameters = wildParameters(random);
                parameters.check(12);
                final Sampler sampler = new Sampler(parameters, 0, workspace);
                final int[] ids = random.ints(30, 0, 12).toArray();
                final Choice choice =
                        sampler.sample(
                                Rows.awkward(12, seed),
                                new History(ids, 0, random.nextInt(31)),
                                Optional.empty());
                assertThat(choice.id()).as("seed " + seed).isBetween(0, 11);
                sampled++;
            } catch (final BadRequestException e) {
                assertThat(e.getMessage()).as("seed " + seed).isNotBlank();
            } catch (final RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(sampled).isGreaterThan(2000);
    }

    @Test
    void an_absent_maximum_is_no_maximum() {
        assertThat(StopParameters.DEFAULT.maxTokens()).isEqualTo(OptionalInt.empty());
    }
}
