package io.vesalius.cli;

import io.vesalius.base.ByteSize;
import io.vesalius.kernel.Peaks;
import io.vesalius.tensor.CacheType;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was measured, beside what the machine could do. */
record BenchReport(
        Path path,
        ModelWork work,
        String kernels,
        int threads,
        CacheType cacheType,
        Optional<Peaks> peaks) {
    String header() {
        final String machine =
                peaks.map(
                                p ->
                                        "\nthis machine at most: memory %.1f GB/s, %s products %.0f G operations/s"
                                                .formatted(
                                                        p.memoryBytesPerSecond() / 1e9,
                                                        work.mainType(),
                                                        productPeak(p) / 1e9))
                        .orElse("");
        return "%s: %s, %s kernels, %d threads, cache %s%s\n%-8s %7s %6s %7s %12s %12s  %s"
                .formatted(
                        Printable.line(String.valueOf(path.getFileName())),
                        ByteSize.text(work.fileBytes()),
                        kernels,
                        threads,
                        cacheType.label(),
                        machine,
                        "test",
                        "tokens",
                        "batch",
                        "depth",
                        "tokens/s",
                        "of the peak",
                        "repeats");
    }

    String line(final BenchTest test, final List<Double> times) {
        final double rate = rate(test, median(times));
        return "%-8s %7d %6d %7d %12.2f %12s  %s"
                .formatted(
                        test.kind().label(),
                        test.tokens(),
                        test.batch(),
                        test.depth(),
                        rate,
                        peaks.map(p -> "%.0f %%".formatted(100 * share(test, rate, p))).orElse("-"),
                        times.stream()
                                .map(time -> "%.2f".formatted(rate(test, time)))
                                .collect(Collectors.joining(" ")));
    }

    String json(final BenchTest test, final List<Double> times) {
        final double rate = rate(test, median(times));
        final Json.Members members =
                Json.object()
                        .put("test", test.kind().label())
                        .put("tokens", test.tokens())
                        .put("batch", test.batch())
                        .put("depth", test.depth())
                        .put("tokens_per_second", Json.rounded(rate, 3))
                        .put(
                                "repeats",
                                times.stream().map(t -> Json.rounded(rate(test, t), 3)).toList())
                        .put("seconds", Json.rounded(median(times), 6))
                        .put("threads", threads)
                        .put("kernels", kernels)
                        .put("cache_type", cacheType.label())
                        .put("model", path.toString())
                        .put("weight_bytes", work.fileBytes());
        switch (test.kind()) {
            case PREFILL -> members.put("gop_per_second", Json.rounded(operations(rate) / 1e9, 2));
            case DECODE ->
                    members.put("weight_gb_per_second", Json.rounded(bytes(test, rate) / 1e9, 2));
        }
        peaks.ifPresent(p -> members.put("peaks", PeaksJson.of(p)));
        return Json.text(members);
    }

    private static double rate(final BenchTest test, final double seconds) {
        return test.measured() / seconds;
    }

    private static double median(final List<Double> times) {
        final List<Double> sorted = times.stream().sorted().toList();
        final int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Operations a second of prefill's products with weights, attention left out. */
    private double operations(final double rate) {
        return 2.0 * work.products() * rate;
    }

    /** Bytes of weights a second that decode reads, once a step for all sequences. */
    private double bytes(final BenchTest test, final double rate) {
        return work.stepBytes() * rate / test.batch();
    }

    private double share(final BenchTest test, final double rate, final Peaks peaks) {
        return switch (test.kind()) {
            case PREFILL -> operations(rate) / productPeak(peaks);
            case DECODE -> bytes(test, rate) / peaks.memoryBytesPerSecond();
        };
    }

    private double productPeak(final Peaks measured) {
        return measured.products().getOrDefault(work.mainType(), Double.NaN);
    }
}
