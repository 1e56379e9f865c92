package io.vesalius.cli;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a test took.
 *
 * @param times seconds of each repeat
 * @param memoryRates bytes a second of plain reads before, between and after the repeats
 */
record BenchResult(BenchTest test, List<Double> times, List<Double> memoryRates) {
    BenchResult {
        times = List.copyOf(times);
        memoryRates = List.copyOf(memoryRates);
    }

    /** Bytes a second, the median of the plain reads; empty where nothing was read. */
    OptionalDouble memoryRate() {
        return memoryRates.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(median(memoryRates));
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
