package io.vesalius.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What other batches, depths and machines would give: the roofline's limit, and on this machine
 * also what is to be expected when as much of the limit is reached as in the test that is most
 * alike.
 */
final class Forecast {
    private static final List<Integer> BATCHES = List.of(1, 4, 16, 64);
    private static final List<Integer> DEPTHS = List.of(4096, 32_768);

    private final BenchSetup setup;
    private final List<BenchResult> measured;

    Forecast(final BenchSetup setup, final List<BenchResult> measured) {
        this.setup = setup;
        this.measured = List.copyOf(measured);
    }

    /** More sequences at no depth, and one sequence deeper, as far as the model's context goes. */
    static List<BenchTest> others(final BenchTest like, final int contextLength) {
        final List<BenchTest> tests = new ArrayList<>();
        for (final int batch : BATCHES) {
            tests.add(new BenchTest(like.kind(), like.tokens(), batch, 0));
        }
        for (final int depth : DEPTHS) {
            tests.add(new BenchTest(like.kind(), like.tokens(), 1, depth));
        }
        tests.removeIf(test -> test.length() > contextLength);
        return tests;
    }

    /**
     * Tokens a second here.
     *
     * @param hardware this machine
     */
    double expected(final BenchTest test, final Hardware hardware) {
        final Roofline.Bound bound = setup.roofline(test, hardware).bound();
        return measured.stream()
                .filter(result -> result.test().kind() == test.kind())
                .min(
                        Comparator.<BenchResult>comparingInt(
                                        result ->
                                                setup.roofline(result.test(), hardware).bound()
                                                                == bound
                                                        ? 0
                                                        : 1)
                                .thenComparingDouble(result -> distance(result.test(), test)))
                .map(this::share)
                .map(share -> share * setup.limit(test, hardware))
                .orElse(Double.NaN);
    }

    /** Of the limit that there was during a test. */
    private double share(final BenchResult result) {
        return result.rate() / setup.limit(result.test(), setup.here(result).orElseThrow());
    }

    private static double distance(final BenchTest a, final BenchTest b) {
        return Math.abs(Math.log((double) a.batch() / b.batch()))
                + Math.abs(Math.log((a.depth() + 512.0) / (b.depth() + 512.0)));
    }
}
