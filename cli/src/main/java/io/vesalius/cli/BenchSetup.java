package io.vesalius.cli;

import io.vesalius.kernel.Peaks;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.Work;
import io.vesalius.model.WorkArithmetic;
import io.vesalius.tensor.CacheType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What all tests of a run share.
 *
 * @param arithmetic what the model's steps do
 * @param kernels their name
 * @param stepRows the most tokens of a step
 * @param peaks of this machine, where they were measured
 * @param declared other machines to predict for
 */
record BenchSetup(
        Path path,
        WorkArithmetic arithmetic,
        int contextLength,
        String kernels,
        int threads,
        CacheType cacheType,
        CachePolicy cachePolicy,
        int stepRows,
        Optional<Peaks> peaks,
        List<Hardware> declared) {
    BenchSetup {
        declared = List.copyOf(declared);
    }

    Optional<Hardware> here() {
        return peaks.map(Hardware::here);
    }

    /** This machine as it was during a test: memory as fast as it was read between the repeats. */
    Optional<Hardware> here(final BenchResult result) {
        return here().map(
                        machine ->
                                machine.withMemoryRate(
                                        result.memoryRate().orElse(machine.memoryRate())));
    }

    /** This machine, where it was measured, then the declared ones. */
    List<Hardware> machines() {
        final List<Hardware> machines = new ArrayList<>();
        here().ifPresent(machines::add);
        machines.addAll(declared);
        return machines;
    }

    /** All that a test does; decode's steps as if each had the average depth. */
    Work work(final BenchTest test) {
        return switch (test.kind()) {
            case PREFILL ->
                    arithmetic.prefill(
                            cacheType, test.batch(), test.tokens(), test.depth(), stepRows);
            case DECODE ->
                    arithmetic
                            .decode(
                                    cacheType,
                                    test.batch(),
                                    test.depth() + (test.tokens() - 1) / 2.0)
                            .times(test.tokens());
        };
    }

    Roofline roofline(final BenchTest test, final Hardware hardware) {
        return new Roofline(work(test), hardware);
    }

    /** The most tokens a second that a machine can do of a test. */
    double limit(final BenchTest test, final Hardware hardware) {
        return test.measured() / roofline(test, hardware).leastSeconds();
    }
}
