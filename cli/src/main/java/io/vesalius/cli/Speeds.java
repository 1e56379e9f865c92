package io.vesalius.cli;

import io.vesalius.kernel.AttentionSpeed;
import io.vesalius.kernel.Peaks;
import io.vesalius.kernel.ProductSpeed;
import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.WorkerTeam;
import io.vesalius.tensor.DType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a machine can do at most, and what the kernels make of it.
 *
 * @param products operations a second of products whose operands stay in the caches
 * @param attention of a prompt's piece
 */
record Speeds(Peaks peaks, SortedMap<DType, Double> products, AttentionSpeed attention) {
    private static final List<DType> TYPES = List.of(DType.Q8_0, DType.Q4_K, DType.F32);

    static Speeds measure(final Verbs verbs, final int threads) {
        try (WorkerTeam team = new WorkerTeam(threads)) {
            final SortedMap<DType, Double> products = new TreeMap<>();
            TYPES.forEach(type -> products.put(type, ProductSpeed.measure(verbs, team, type)));
            final AttentionSpeed attention = AttentionSpeed.measure(verbs, team);
            return new Speeds(BestLoops.measure(team), products, attention);
        }
    }

    Json.Members productsJson() {
        final Json.Members members = Json.object();
        products.forEach(
                (type, rate) ->
                        members.put(
                                type.name().toLowerCase(Locale.ROOT) + "_gop_per_second",
                                PeaksJson.giga(rate)));
        return members;
    }

    Json.Members attentionJson() {
        return Json.object()
                .put("rows", attention.rows())
                .put("positions", attention.positions())
                .put("f32_gop_per_second", PeaksJson.giga(attention.operationsPerSecond()));
    }

    /** The peaks for people. */
    List<String> peakLines() {
        final List<String> lines = new ArrayList<>();
        lines.add(
                "%.1f GB/s of memory: at most so many tokens a second for each GB of weights"
                        .formatted(peaks.memoryBytesPerSecond() / 1e9));
        peaks.byteOperationsPerSecond().ifPresent(rate -> lines.add(arithmetic("bytes", rate)));
        peaks.narrowOperationsPerSecond()
                .ifPresent(rate -> lines.add(arithmetic("weights of six bits or fewer", rate)));
        lines.add(arithmetic("f32", peaks.floatOperationsPerSecond()));
        lines.add("measured by " + peaks.instructions());
        return lines;
    }

    private String arithmetic(final String what, final double rate) {
        return "%.1f G operations/s on %s: memory is the limit below %.1f of them a byte"
                .formatted(rate / 1e9, what, rate / peaks.memoryBytesPerSecond());
    }

    /** The kernels' speed for people. */
    List<String> productLines() {
        return products.entrySet().stream()
                .map(entry -> product(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The speed of attention for people. */
    String attentionLine() {
        final double rate = attention.operationsPerSecond();
        return "%.1f G operations/s of f32 by %d rows that see %d positions, %.0f %% of the peak"
                .formatted(
                        rate / 1e9,
                        attention.rows(),
                        attention.positions(),
                        100 * rate / peaks.floatOperationsPerSecond());
    }

    private String product(final DType type, final double rate) {
        final double peak = Hardware.here(peaks).rate(type);
        return "%.1f G operations/s of %s weights, %.0f %% of the peak"
                .formatted(rate / 1e9, type, 100 * rate / peak);
    }
}
