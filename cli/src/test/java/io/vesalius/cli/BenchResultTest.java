package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

final class BenchResultTest {
    private static final BenchTest TEST = new BenchTest(BenchTest.Kind.DECODE, 10, 2, 0);

    @Test
    void of_repeats_and_of_readings_of_memory_the_median_counts() {
        final BenchResult result =
                new BenchResult(TEST, List.of(4.0, 1.0, 2.0), List.of(9.0, 30.0, 3.0, 5.0));

        assertThat(result.rate()).isEqualTo(10);
        assertThat(result.memoryRate()).hasValue(7);
    }

    @Test
    void without_a_reading_there_is_no_rate_of_memory() {
        assertThat(new BenchResult(TEST, List.of(1.0), List.of()).memoryRate()).isEmpty();
    }
}
