package io.vesalius.cli;

import io.vesalius.kernel.Peaks;

import java.util.Locale;

/** Measured peaks as JSON. */
final class PeaksJson {
    private PeaksJson() {}

    static Json.Members of(final Peaks peaks) {
        final Json.Members members =
                Json.object()
                        .put("memory_gb_per_second", giga(peaks.memoryBytesPerSecond()))
                        .put("threads", peaks.threads());
        peaks.products()
                .forEach(
                        (type, rate) ->
                                members.put(
                                        type.name().toLowerCase(Locale.ROOT) + "_gop_per_second",
                                        giga(rate)));
        return members;
    }

    private static double giga(final double rate) {
        return Json.rounded(rate / 1e9, 2);
    }
}
