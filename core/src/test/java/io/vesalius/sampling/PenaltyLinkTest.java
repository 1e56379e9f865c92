package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

final class PenaltyLinkTest {
    private static double[] penalised(
            final PenaltyParameters parameters, final History history, final float... row) {
        final Candidates candidates = Rows.candidates(row);
        new PenaltyLink(parameters).apply(candidates, history);
        final double[] logits = new double[row.length];
        Arrays.setAll(logits, candidates::logit);
        assertThat(candidates.counts()).containsOnly(0);
        return logits;
    }

    @Test
    void repetition_divides_positive_and_multiplies_negative_logits_once() {
        assertThat(
                        penalised(
                                new PenaltyParameters(2, 0, 0, -1),
                                Rows.history(0, 1, 1, 3, 3, 3),
                                4,
                                -4,
                                4,
                                0))
                .containsExactly(2, -8, 4, 0);
    }

    @Test
    void presence_is_subtracted_once_and_frequency_by_count() {
        assertThat(
                        penalised(
                                new PenaltyParameters(1, 0.5, 0.25, -1),
                                Rows.history(0, 1, 1, 1),
                                4,
                                -4,
                                4))
                .containsExactly(3.25, -5.25, 4);
    }

    @Test
    void repetition_comes_before_presence_and_frequency() {
        assertThat(penalised(new PenaltyParameters(2, 1, 0, -1), Rows.history(0), 4))
                .containsExactly(1);
    }

    @Test
    void negative_penalties_favour_repetition() {
        assertThat(penalised(new PenaltyParameters(1, -1, -1, -1), Rows.history(0, 0), 4, 4))
                .containsExactly(7, 4);
        assertThat(penalised(new PenaltyParameters(0.5, 0, 0, -1), Rows.history(0), 4))
                .containsExactly(8);
    }

    @Test
    void only_the_last_tokens_count() {
        assertThat(penalised(new PenaltyParameters(1, 1, 0, 2), Rows.history(0, 1, 2), 4, 4, 4))
                .containsExactly(4, 3, 3);
        assertThat(penalised(new PenaltyParameters(1, 1, 0, 64), Rows.history(0), 4, 4))
                .containsExactly(3, 4);
    }

    @Test
    void tokens_of_the_prompt_count_and_what_lies_behind_the_length_does_not() {
        assertThat(
                        penalised(
                                new PenaltyParameters(1, 1, 0, -1),
                                new History(new int[] {0, 1, 2}, 1, 2),
                                4,
                                4,
                                4))
                .containsExactly(3, 3, 4);
    }

    @Test
    void tokens_that_are_no_candidates_are_passed_over() {
        final Candidates candidates = Rows.candidates(1, Float.NEGATIVE_INFINITY, 3);
        new PenaltyLink(new PenaltyParameters(1, 1, 1, -1))
                .apply(candidates, Rows.history(1, 1, 2));
        assertThat(Rows.ids(candidates)).containsExactly(0, 2);
        assertThat(candidates.logit(1)).isEqualTo(1);
        assertThat(candidates.counts()).containsOnly(0);
    }
}
