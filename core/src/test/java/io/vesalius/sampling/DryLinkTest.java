package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

final class DryLinkTest {
    private static final int VOCAB = 8;

    /** What is subtracted from each logit, where token i spells texts[i]. */
    private static double[] penalties(
            final DryParameters parameters, final String[] texts, final int... ids) {
        final DryBreakers breakers =
                new DryBreakers(
                        parameters.breakers(), id -> texts[id].getBytes(StandardCharsets.UTF_8));
        final Candidates candidates = Rows.candidates(new float[texts.length]);
        new DryLink(parameters, breakers).apply(candidates, Rows.history(ids));
        final double[] penalties = new double[texts.length];
        Arrays.setAll(penalties, id -> 0 - candidates.logit(id));
        assertThat(candidates.counts()).containsOnly(0);
        return penalties;
    }

    private static String[] letters() {
        return "a b c d e f g h".split(" ");
    }

    private static DryParameters dry(final int allowed, final int lastN, final String... breakers) {
        return new DryParameters(1, 2, allowed, lastN, List.of(breakers));
    }

    @Test
    void a_token_that_continues_a_repetition_is_lowered_by_its_length() {
        // a b c d ... a b c: d would repeat a run of 3, which is 1 over the allowed 2.
        assertThat(penalties(dry(2, -1), letters(), 0, 1, 2, 3, 4, 0, 1, 2))
                .containsExactly(0, 0, 0, 2, 0, 0, 0, 0);
        assertThat(penalties(dry(3, -1), letters(), 0, 1, 2, 3, 4, 0, 1, 2))
                .containsExactly(0, 0, 0, 1, 0, 0, 0, 0);
        assertThat(penalties(dry(4, -1), letters(), 0, 1, 2, 3, 4, 0, 1, 2)).containsOnly(0);
    }

    @Test
    void the_longest_run_of_each_token_counts() {
        // b c d, a b c e, a b c: e after a run of 3, d after one of 2.
        assertThat(penalties(dry(1, -1), letters(), 1, 2, 3, 0, 1, 2, 4, 0, 1, 2))
                .containsExactly(0, 0, 0, 2, 4, 0, 0, 0);
    }

    @Test
    void runs_may_overlap_what_they_repeat() {
        assertThat(penalties(dry(1, -1), letters(), 0, 0, 0, 0))
                .containsExactly(4, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void only_the_last_tokens_count() {
        assertThat(penalties(dry(2, 7), letters(), 0, 1, 2, 3, 4, 0, 1, 2))
                .containsExactly(0, 0, 0, 1, 0, 0, 0, 0);
        assertThat(penalties(dry(2, 6), letters(), 0, 1, 2, 3, 4, 0, 1, 2)).containsOnly(0);
    }

    @Test
    void a_run_does_not_reach_across_a_breaker() {
        final String[] texts = {"a", "x\ny", "c", "d", "e"};
        assertThat(penalties(dry(1, -1, "\n"), texts, 0, 1, 2, 3, 4, 0, 1, 2))
                .containsExactly(0, 0, 0, 1, 0);
        assertThat(penalties(dry(2, -1, "\n"), texts, 0, 1, 2, 3, 4, 0, 1, 2)).containsOnly(0);
    }

    @Test
    void a_breaker_may_be_spelt_by_several_tokens() {
        final String[] texts = {"a<", "b>>c", "c", "d", "e"};
        assertThat(penalties(dry(1, -1, "<b>"), texts, 0, 1, 2, 3, 4, 0, 1, 2))
                .containsExactly(0, 0, 0, 1, 0);
        assertThat(penalties(dry(1, -1, "<b]"), texts, 0, 1, 2, 3, 4, 0, 1, 2))
                .containsExactly(0, 0, 0, 4, 0);
    }

    @Test
    void a_breaker_is_not_lowered() {
        final String[] texts = {"a", "b", "c", ":", "e"};
        assertThat(penalties(dry(1, -1, ":"), texts, 0, 1, 2, 3, 4, 0, 1, 2)).containsOnly(0);
    }

    @Test
    void a_long_repetition_keeps_the_penalty_finite() {
        final int[] ids = new int[5000];
        assertThat(penalties(dry(1, -1), letters(), ids)[0]).isEqualTo(1e30);
    }

    @Test
    void it_equals_its_definition_on_random_texts() {
        for (long seed = 0; seed < 500; seed++) {
            final Random random = new Random(seed);
            final int[] ids = new int[random.nextInt(60)];
            final int kinds = 1 + random.nextInt(VOCAB);
            Arrays.setAll(ids, i -> random.nextInt(kinds));
            final int allowed = 1 + random.nextInt(3);
            final int lastN = random.nextBoolean() ? -1 : 1 + random.nextInt(60);
            final String breaker = letters()[random.nextInt(VOCAB)];
            assertThat(penalties(dry(allowed, lastN, breaker), letters(), ids))
                    .as("seed " + seed)
                    .isEqualTo(defined(ids, allowed, lastN, breaker));
        }
    }

    /** By comparing every earlier run with the end of the text. */
    private static double[] defined(
            final int[] ids, final int allowed, final int lastN, final String breaker) {
        final int start = lastN < 0 ? 0 : Math.max(0, ids.length - lastN);
        final int breakerId = List.of(letters()).indexOf(breaker);
        final double[] penalties = new double[VOCAB];
        for (int next = start + 1; next < ids.length; next++) {
            int run = 0;
            while (next - 1 - run >= start
                    && ids[next - 1 - run] == ids[ids.length - 1 - run]
                    && ids[next - 1 - run] != breakerId) {
                run++;
            }
            if (run >= allowed && ids[next] != breakerId) {
                penalties[ids[next]] =
                        Math.max(penalties[ids[next]], StrictMath.pow(2, run - allowed));
            }
        }
        return penalties;
    }
}
