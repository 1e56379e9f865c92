package io.vesalius.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

final class TableTest {
    private static final Plan PLAN = new Plan("m", 2, 512, 64, List.of(1), List.of(0));
    private static final Trial PREFILL = new Trial(Trial.Kind.PREFILL, 512, 1, 0);
    private static final Trial DECODE = new Trial(Trial.Kind.DECODE, 64, 4, 4096);

    private final Samples samples = new Samples();

    @Test
    void ratios_are_taken_round_by_round() {
        samples.add("vesalius", Map.of(PREFILL, 100.0));
        samples.add("peer", Map.of(PREFILL, 50.0));
        samples.add("vesalius", Map.of(PREFILL, 60.0));
        samples.add("peer", Map.of(PREFILL, 20.0));

        assertThat(samples.ratios(PREFILL, "vesalius", "peer")).containsExactly(2.0, 3.0);
    }

    @Test
    void medians_of_even_counts_lie_between_the_middle_two() {
        assertThat(Samples.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Samples.median(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3);
    }

    @Test
    void a_row_has_medians_spreads_and_ratios_and_a_dash_for_what_a_peer_can_not() {
        for (final double rate : new double[] {10, 30, 20}) {
            samples.add("vesalius", Map.of(PREFILL, rate, DECODE, 2 * rate));
            samples.add("peer", Map.of(PREFILL, 10.0));
        }
        final Vesalius ours =
                new Vesalius(
                        List.of("v"), PLAN, new TreeMap<>(Map.of(PREFILL, List.of(0.5, 0.6, 0.7))));
        final Engine peer = new LlamaBatchedBench("peer", List.of("p"), PLAN);

        assertThat(new Table(samples, ours, List.of(peer)).text())
                .isEqualTo(
                        """
                        | test | vesalius | of its limit | peer | ratio |
                        |---|---|---|---|---|
                        | prefill 512 | 20.0 (10.0-30.0) | 60 % | 10.0 (10.0-10.0) | **2.00** (1.00-3.00) |
                        | decode 64 x 4 @ 4096 | 40.0 (20.0-60.0) | - | - | - |
                        """);
    }
}
