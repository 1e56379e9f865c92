package io.vesalius.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vesalius.base.BadRequestException;

import org.junit.jupiter.api.Test;

final class TrainingPlanTest {
    private static final TrainingPlan PLAN =
            new TrainingPlan(100, 4, 0.01, 10, 49, 0.1, 0, 1, 0, 1, 1);

    @Test
    void the_rate_rises_stays_and_falls_by_half_a_cosine() {
        assertThat(PLAN.rateAt(0)).isCloseTo(0.001, within(1e-12));
        assertThat(PLAN.rateAt(4)).isCloseTo(0.005, within(1e-12));
        assertThat(PLAN.rateAt(10)).isEqualTo(0.01);
        assertThat(PLAN.rateAt(50)).isEqualTo(0.01);
        assertThat(PLAN.rateAt(75)).isCloseTo(0.0055, within(1e-12)); // half way: the middle
        assertThat(PLAN.rateAt(99)).isBetween(0.001, 0.00103);
    }

    @Test
    void numbers_out_of_range_are_refused_by_name() {
        assertThatThrownBy(() -> new TrainingPlan(0, 4, 0.01, 0, 0, 0.1, 0, 1, 0, 1, 1))
                .isInstanceOf(BadRequestException.class)
                .hasMessage("steps is 0: it must be from 1 to 100000000");
        assertThatThrownBy(() -> new TrainingPlan(9, 4, Double.NaN, 0, 0, 0.1, 0, 1, 0, 1, 1))
                .hasMessageContaining("rate is NaN");
        assertThatThrownBy(() -> new TrainingPlan(9, 4, 0.01, 5, 5, 0.1, 0, 1, 0, 1, 1))
                .hasMessage("cooldown is 5: it must be from 0 to 4");
        assertThatThrownBy(() -> new TrainingPlan(9, 4, 0.01, 5, 4, 0.1, 0, 1, 1.5, 1, 1))
                .hasMessageContaining("teacher_share is 1.5");
    }

    @Test
    void a_shape_whose_heads_divide_nothing_is_refused() {
        assertThatThrownBy(() -> new LlamaShape(1, 30, 4, 4, 8, 8, 8, true, 10_000, 1e-5f))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("the hidden size, 30, must be an even multiple");
        assertThatThrownBy(() -> new LlamaShape(1, 32, 4, 3, 8, 8, 8, true, 10_000, 1e-5f))
                .hasMessageContaining("kv_heads is 3: heads, 4, must be a multiple");
    }
}
