package io.vesalius.cli;

import java.util.List;

/**
 * What a test took.
 *
 * @param times seconds of each repeat
 */
record BenchResult(BenchTest test, List<Double> times) {
    BenchResult {
        times = List.copyOf(times);
    }

    /** Seconds, the median of the repeats. */
    double seconds() {
        return median(times);
    }

    static double median(final List<Double> times) {
        final List<Double> sorted = times.stream().sorted().toList();
        final int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Tokens a second. */
    double rate() {
        return test.measured() / seconds();
    }

    /** Tokens a second of each repeat. */
    List<Double> rates() {
        return times.stream().map(time -> test.measured() / time).toList();
    }
}
