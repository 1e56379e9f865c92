package io.vesalius.bench.compare;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The machine and its peaks, by `vesalius doctor`. */
final class MachineLine {
    private static final JsonMapper JSON = new JsonMapper();

    private MachineLine() {}

    static String read(final List<String> command, final int threads) {
        final List<String> line = new ArrayList<>(command);
        line.addAll(List.of("doctor", "-t", Integer.toString(threads), "--json"));
        return text(Commands.runWell(line).out());
    }

    static String text(final String doctor) {
        final JsonNode found = JSON.readTree(doctor);
        final String features =
                found.at("/machine/features")
                        .valueStream()
                        .map(JsonNode::stringValue)
                        .collect(Collectors.joining(" "));
        return "%s (%s), %d threads; peaks: memory %.1f GB/s, int8 %s (narrow weights %s), f32 %.1f G operations/s; %s"
                .formatted(
                        found.at("/machine/processor").stringValue(),
                        features,
                        found.at("/peaks/threads").intValue(),
                        found.at("/peaks/memory_gb_per_second").doubleValue(),
                        peak(found, "int8_gop_per_second"),
                        peak(found, "narrow_int8_gop_per_second"),
                        found.at("/peaks/f32_gop_per_second").doubleValue(),
                        found.at("/jvm/version").stringValue());
    }

    private static String peak(final JsonNode found, final String name) {
        final JsonNode rate = found.get("peaks").get(name);
        return rate == null ? "unknown" : "%.1f".formatted(rate.doubleValue());
    }
}
