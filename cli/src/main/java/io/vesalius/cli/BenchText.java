package io.vesalius.cli;

import io.vesalius.base.ByteSize;
import io.vesalius.kernel.Peaks;

import java.util.List;
import java.util.stream.Collectors;

/** A benchmark for people: a table, and what it says about machine and model. */
record BenchText(BenchSetup setup) {
    String header() {
        return "%s: %s, %s kernels, %d threads, cache %s of %s%s\n%s"
                .formatted(
                        Printable.line(String.valueOf(setup.path().getFileName())),
                        ByteSize.text(setup.arithmetic().fileBytes()),
                        setup.kernels(),
                        setup.threads(),
                        setup.cacheType().label(),
                        setup.cachePolicy().label(),
                        setup.peaks().map(peaks -> "\nthis machine: " + roofs(peaks)).orElse(""),
                        "%-8s %7s %6s %7s %12s %10s %8s %8s %12s  %s"
                                .formatted(
                                        "test",
                                        "tokens",
                                        "batch",
                                        "depth",
                                        "tokens/s",
                                        "ops/byte",
                                        "bound by",
                                        "reached",
                                        "of at most",
                                        "repeats"));
    }

    /** The roofs of a machine. */
    static String roofs(final Peaks peaks) {
        final String bytes =
                peaks.byteOperationsPerSecond().isPresent()
                        ? "%.1f G operations/s on bytes (%.1f G where weights have six bits or fewer), "
                                .formatted(
                                        peaks.byteOperationsPerSecond().getAsDouble() / 1e9,
                                        peaks.narrowOperationsPerSecond().orElse(0) / 1e9)
                        : "";
        return "memory %.1f GB/s, %s%.1f G operations/s on f32"
                .formatted(
                        peaks.memoryBytesPerSecond() / 1e9,
                        bytes,
                        peaks.floatOperationsPerSecond() / 1e9);
    }

    String line(final BenchResult result) {
        final BenchTest test = result.test();
        final String roofline =
                setup.here(result)
                        .map(here -> roofline(result, here))
                        .orElse("%8s %8s %12s".formatted("-", "-", "-"));
        return "%-8s %7d %6d %7d %12.2f %10.1f %s  %s"
                .formatted(
                        test.kind().label(),
                        test.tokens(),
                        test.batch(),
                        test.depth(),
                        result.rate(),
                        setup.work(test).intensity(),
                        roofline,
                        result.rates().stream()
                                .map("%.2f"::formatted)
                                .collect(Collectors.joining(" ")));
    }

    private String roofline(final BenchResult result, final Hardware here) {
        final double limit = setup.limit(result.test(), here);
        return "%8s %8s %12.2f"
                .formatted(
                        setup.roofline(result.test(), here).bound().label(),
                        "%.0f %%".formatted(100 * result.rate() / limit),
                        limit);
    }

    /** What the roofline is, and what it predicts. */
    String lesson(final List<BenchResult> results) {
        final StringBuilder text = new StringBuilder();
        setup.here().ifPresent(here -> explanation(text, results, here));
        final Forecast forecast = new Forecast(setup, results);
        final List<Hardware> machines = setup.machines();
        if (!machines.isEmpty()) {
            text.append("\nPredicted tokens/s of all sequences together\n");
            text.append("%-8s %7s %6s %7s".formatted("test", "tokens", "batch", "depth"));
            for (final Hardware machine : machines) {
                final String name = Printable.line(machine.name(), 40);
                text.append("  %s".formatted(column(name + ", at most", machine)));
                text.append(isHere(machine) ? " %12s".formatted("expected") : "");
            }
            text.append('\n');
            results.stream()
                    .map(BenchResult::test)
                    .map(test -> new BenchTest(test.kind(), test.tokens(), 1, 0))
                    .distinct()
                    .flatMap(test -> Forecast.others(test, setup.contextLength()).stream())
                    .forEach(test -> prediction(text, test, forecast, machines));
        }
        return text.toString();
    }

    private boolean isHere(final Hardware machine) {
        return setup.here().filter(machine::equals).isPresent();
    }

    private static String column(final String text, final Hardware machine) {
        return ("%" + width(machine) + "s").formatted(text);
    }

    private static int width(final Hardware machine) {
        return Math.max(24, Printable.line(machine.name(), 40).length() + 9);
    }

    private void explanation(
            final StringBuilder text, final List<BenchResult> results, final Hardware here) {
        final double ridge = setup.roofline(results.getFirst().test(), here).ridge();
        text.append(
                "\nA step multiplies its tokens with every weight, and reads each weight once.");
        text.append(" Reading and\nmultiplying go on at the same time, so that the slower one");
        text.append(
                " decides. Here they take equally\nlong at %.1f operations a byte"
                        .formatted(ridge));
        text.append(": below, memory is the limit; above, arithmetic is. Decoding one\nsequence");
        text.append(
                " uses each byte for one token; a prompt, or more sequences at once, for many.\n");
    }

    private void prediction(
            final StringBuilder text,
            final BenchTest test,
            final Forecast forecast,
            final List<Hardware> machines) {
        text.append(
                "%-8s %7d %6d %7d"
                        .formatted(test.kind().label(), test.tokens(), test.batch(), test.depth()));
        for (final Hardware machine : machines) {
            final String limit =
                    "%.1f (%s)"
                            .formatted(
                                    setup.limit(test, machine),
                                    setup.roofline(test, machine).bound().label());
            text.append("  ").append(column(limit, machine));
            if (isHere(machine)) {
                text.append(" %12.1f".formatted(forecast.expected(test, machine)));
            }
        }
        text.append('\n');
    }
}
