package io.vesalius.cli;

import io.vesalius.kernel.Peaks;

/** Measured peaks as JSON. */
final class PeaksJson {
    private PeaksJson() {}

    static Json.Members of(final Peaks peaks) {
        final Json.Members members =
                Json.object()
                        .put("memory_gb_per_second", giga(peaks.memoryBytesPerSecond()))
                        .put("threads", peaks.threads())
                        .put("f32_gop_per_second", giga(peaks.floatOperationsPerSecond()));
        peaks.byteOperationsPerSecond()
                .ifPresent(rate -> members.put("int8_gop_per_second", giga(rate)));
        peaks.narrowOperationsPerSecond()
                .ifPresent(rate -> members.put("narrow_int8_gop_per_second", giga(rate)));
        return members.put("instructions", peaks.instructions());
    }

    static double giga(final double rate) {
        return Json.rounded(rate / 1e9, 2);
    }
}
