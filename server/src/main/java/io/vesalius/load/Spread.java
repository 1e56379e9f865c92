package io.vesalius.load;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How some times are spread.
 *
 * @param sorted seconds, the shortest first
 */
record Spread(double[] sorted) {
    static Spread of(final List<Sample> samples, final ToDoubleFunction<Sample> time) {
        return new Spread(
                samples.stream().mapToDouble(time).filter(each -> each > 0).sorted().toArray());
    }

    boolean isEmpty() {
        return sorted.length == 0;
    }

    /** Nearest rank: the least value that this share of all doesn't exceed. */
    double percentile(final double share) {
        if (isEmpty()) {
            return 0;
        }
        final int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    double mean() {
        return Arrays.stream(sorted).average().orElse(0);
    }

    /** In milliseconds. */
    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("mean_ms", ms(mean()))
                .put("p50_ms", ms(percentile(0.5)))
                .put("p90_ms", ms(percentile(0.9)))
                .put("p95_ms", ms(percentile(0.95)))
                .put("p99_ms", ms(percentile(0.99)))
                .put("max_ms", ms(percentile(1)));
    }

    static double ms(final double seconds) {
        return Math.rint(seconds * 1e6) / 1e3;
    }
}
