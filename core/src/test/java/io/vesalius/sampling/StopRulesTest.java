package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadRequestException;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

final class StopRulesTest {
    private static final StopParameters STOPS =
            StopParameters.DEFAULT
                    .withMaxTokens(10)
                    .withMinTokens(3)
                    .withStopTokenIds(Set.of(5, 6));

    private static StopRules rules(final StopParameters parameters) {
        return new StopRules(parameters, Set.of(1, 2));
    }

    @Test
    void every_end_has_its_own_reason() {
        final StopRules rules = rules(STOPS);
        assertThat(rules.byToken(2)).contains(FinishReason.END_OF_SEQUENCE);
        assertThat(rules.byToken(6)).contains(FinishReason.STOP_TOKEN);
        assertThat(rules.byToken(7)).isEmpty();
        assertThat(rules.byLength(10, 50, 100)).contains(FinishReason.MAX_TOKENS);
        assertThat(rules.byLength(9, 100, 100)).contains(FinishReason.CONTEXT_END);
        assertThat(rules.byLength(9, 99, 100)).isEmpty();
    }

    @Test
    void the_models_end_token_goes_before_a_stop_token_and_the_maximum_before_the_context() {
        assertThat(rules(STOPS.withStopTokenIds(Set.of(1))).byToken(1))
                .contains(FinishReason.END_OF_SEQUENCE);
        assertThat(rules(STOPS).byLength(10, 100, 100)).contains(FinishReason.MAX_TOKENS);
    }

    @Test
    void without_a_maximum_the_context_ends_it() {
        assertThat(rules(StopParameters.DEFAULT).byLength(1 << 20, 1 << 21, 1 << 21))
                .contains(FinishReason.CONTEXT_END);
    }

    @Test
    void before_the_minimum_nothing_that_ends_may_come() {
        final TokenMask early = rules(STOPS).mask(2).orElseThrow();
        for (final int id : new int[] {1, 2, 5, 6}) {
            assertThat(early.allows(id)).isFalse();
        }
        assertThat(early.allows(0)).isTrue();
        assertThat(rules(STOPS).mask(3)).isEmpty();
        assertThat(rules(STOPS).matchesText(2)).isFalse();
        assertThat(rules(STOPS).matchesText(3)).isTrue();
    }

    @Test
    void ignored_end_tokens_never_come_but_stop_tokens_do() {
        final TokenMask mask = rules(STOPS.withIgnoreEos(true)).mask(5).orElseThrow();
        assertThat(mask.allows(1)).isFalse();
        assertThat(mask.allows(5)).isTrue();
    }

    @Test
    void the_sampler_avoids_end_tokens_before_the_minimum() {
        final float[] row = {0, 9, 8, 1, 0};
        final Sampler sampler =
                new Sampler(SamplingParameters.GREEDY, 0, new Workspace(5, id -> new byte[0]));
        assertThat(sampler.sample(row, Rows.NO_TOKENS, rules(STOPS).mask(0)).id()).isEqualTo(3);
        assertThat(sampler.sample(row, Rows.NO_TOKENS, rules(STOPS).mask(3)).id()).isEqualTo(1);
    }

    @Test
    void a_minimum_that_leaves_no_token_is_the_requests_fault() {
        final Sampler sampler =
                new Sampler(SamplingParameters.GREEDY, 0, new Workspace(5, id -> new byte[0]));
        final float[] row = new float[5];
        Arrays.fill(row, Float.NEGATIVE_INFINITY);
        row[1] = 0;
        final Optional<TokenMask> mask = rules(STOPS).mask(0);
        assertThatThrownBy(() -> sampler.sample(row, Rows.NO_TOKENS, mask))
                .isInstanceOf(BadRequestException.class)
                .hasMessage("every token that may come here would end the answer");
    }

    @Test
    void masks_combine() {
        final BitSet allowed = new BitSet();
        allowed.set(3, 6);
        final TokenMask both = TokenMask.only(allowed, 10).and(TokenMask.without(Set.of(4)));
        for (int id = 0; id < 10; id++) {
            assertThat(both.allows(id)).isEqualTo(id == 3 || id == 5);
        }
    }

    @Test
    void reasons_have_the_words_of_the_api() {
        assertThat(Arrays.stream(FinishReason.values()).map(FinishReason::openAiWord))
                .containsExactly("stop", "stop", "stop", "length", "length", "abort", "error");
    }
}
