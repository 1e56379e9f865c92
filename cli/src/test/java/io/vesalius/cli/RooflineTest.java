package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.model.Work;

import org.junit.jupiter.api.Test;

final class RooflineTest {
    private static final Hardware MACHINE = new Hardware("m", 100, 200, 50, 10);

    @Test
    void the_slower_of_arithmetic_and_reading_is_the_limit() {
        final Roofline reading = new Roofline(new Work(100, 0, 50, 30, 10), MACHINE);
        final Roofline arithmetic = new Roofline(new Work(300, 200, 50, 30, 10), MACHINE);

        assertThat(reading.leastSeconds()).isEqualTo(4);
        assertThat(reading.bound()).isEqualTo(Roofline.Bound.MEMORY);
        assertThat(arithmetic.leastSeconds()).isEqualTo(5);
        assertThat(arithmetic.bound()).isEqualTo(Roofline.Bound.COMPUTE);
    }

    @Test
    void at_the_ridge_both_take_equally_long() {
        final Work work = new Work(200, 200, 50, 30, 10);
        final Roofline roofline = new Roofline(work, MACHINE);

        assertThat(roofline.computeSeconds()).isEqualTo(roofline.memorySeconds());
        assertThat(roofline.ridge()).isEqualTo(work.intensity());
    }
}
