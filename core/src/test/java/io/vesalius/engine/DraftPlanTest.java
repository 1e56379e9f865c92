package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** How many tokens are guessed, by what that can be expected to gain. */
class DraftPlanTest {
    private static final int ROWS = 15;

    private static int guesses(final double rate, final double rowSeconds, final double draft) {
        return new DraftPlan(1, rowSeconds, draft)
                .lengths(new double[] {rate}, new int[] {8}, ROWS)[0];
    }

    @Test
    void guesses_that_cost_nothing_are_made_while_one_in_ten_is_right() {
        assertThat(guesses(0.7, 0, 0)).isEqualTo(6); // 0.7^6 = 0.118
        assertThat(guesses(0.99, 0, 0)).isEqualTo(8);
        assertThat(guesses(0.09, 0, 0)).isZero();
    }

    @Test
    void a_better_draft_is_asked_for_more() {
        assertThat(guesses(0.9, 0.05, 0.1)).isGreaterThan(guesses(0.6, 0.05, 0.1));
        assertThat(guesses(0.6, 0.05, 0.1)).isPositive();
    }

    @Test
    void a_draft_as_slow_as_its_target_is_not_asked() {
        assertThat(guesses(0.9, 0, 1)).isZero();
    }

    @Test
    void rows_that_cost_what_they_gain_are_not_taken() {
        assertThat(guesses(0.9, 1, 0.01)).isZero();
    }

    @Test
    void nothing_is_planned_beyond_limits_and_rows() {
        final int[] lengths =
                new DraftPlan(1, 0, 0)
                        .lengths(new double[] {0.99, 0.99, 0.99}, new int[] {0, 2, 8}, 7);
        assertThat(lengths).containsExactly(0, 2, 5);
    }

    @Test
    void what_is_too_dear_for_one_pays_for_many() {
        final double[] rates = {0.5, 0.5, 0.5, 0.5};
        final int[] limits = {4, 4, 4, 4};
        assertThat(guesses(0.5, 0, 0.6)).isZero();
        // four tokens a step become six in 1.6 steps' time: still a loss; in 1.4 a gain
        assertThat(new DraftPlan(1, 0, 0.4).lengths(rates, limits, 12)).containsOnly(1);
    }

    @Test
    void the_rate_follows_the_last_guesses() {
        final Acceptance acceptance = new Acceptance();
        for (int i = 0; i < 50; i++) {
            acceptance.verified(2, 2);
        }
        assertThat(acceptance.rate()).isGreaterThan(0.99);
        for (int i = 0; i < 10; i++) {
            acceptance.verified(4, 0);
        }
        assertThat(acceptance.rate()).isLessThan(0.4);
    }

    @Test
    void guesses_behind_a_wrong_one_say_nothing() {
        final Acceptance one = new Acceptance();
        final Acceptance many = new Acceptance();
        one.verified(1, 0);
        many.verified(8, 0);
        assertThat(many.rate()).isEqualTo(one.rate());
    }

    @Test
    void what_does_not_pay_is_tried_again_ever_more_rarely() {
        final Acceptance wrong = new Acceptance();
        final Acceptance dear = new Acceptance();
        wrong.verified(20, 0);
        for (int i = 0; i < 9; i++) {
            wrong.verified(1, 0);
        }
        assertThat(tries(wrong)).isBetween(8, 15);
        assertThat(tries(dear)).isBetween(2, 4);
    }

    private static int tries(final Acceptance acceptance) {
        int tries = 0;
        for (int i = 0; i < 640; i++) {
            tries += acceptance.triesAgain() ? 1 : 0;
        }
        return tries;
    }

    @Test
    void a_step_that_was_held_up_counts_little() {
        final StepTimes times = new StepTimes(20);
        for (int i = 0; i < 20; i++) {
            times.took(1, 0.010);
        }
        times.took(1, 10);
        assertThat(times.of(1)).isLessThan(0.012);
    }

    @Test
    void times_of_steps_are_a_line_by_their_rows() {
        final StepTimes times = new StepTimes(20);
        for (int i = 0; i < 16; i++) {
            assertThat(times.of(3)).isZero(); // too few to say anything
            times.took(1, 0.010);
        }
        assertThat(times.of(8)).isEqualTo(0.010, within(1e-12));
        for (int i = 0; i < 200; i++) {
            times.took(1 + i % 5, 0.008 + 0.002 * (1 + i % 5));
        }
        assertThat(times.perRow()).isEqualTo(0.002, within(1e-9));
        assertThat(times.of(8)).isEqualTo(0.024, within(1e-9));
    }
}
