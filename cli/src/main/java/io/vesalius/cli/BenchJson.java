package io.vesalius.cli;

import io.vesalius.model.Work;

import java.util.ArrayList;
import java.util.List;

/** A benchmark for programs: a line a test. */
record BenchJson(BenchSetup setup) {
    String line(final BenchResult result) {
        final BenchTest test = result.test();
        final Work work = setup.work(test);
        final Json.Members members =
                Json.object()
                        .put("test", test.kind().label())
                        .put("tokens", test.tokens())
                        .put("batch", test.batch())
                        .put("depth", test.depth())
                        .put("tokens_per_second", Json.rounded(result.rate(), 3))
                        .put(
                                "repeats",
                                result.rates().stream().map(r -> Json.rounded(r, 3)).toList())
                        .put("seconds", Json.rounded(result.seconds(), 6))
                        .put("threads", setup.threads())
                        .put("kernels", setup.kernels())
                        .put("cache_type", setup.cacheType().label())
                        .put("cache_policy", setup.cachePolicy().label())
                        .put("model", setup.path().toString())
                        .put("weight_bytes", setup.arithmetic().fileBytes())
                        .put("gop_per_second", giga(work.operations() / result.seconds()))
                        .put("weight_gb_per_second", giga(work.weightBytes() / result.seconds()))
                        .put("cache_gb_per_second", giga(work.cacheBytes() / result.seconds()))
                        .put("operations_per_byte", Json.rounded(work.intensity(), 3));
        setup.peaks().ifPresent(peaks -> members.put("peaks", PeaksJson.of(peaks)));
        setup.here(result).ifPresent(here -> members.put("roofline", roofline(result, here)));
        if (!setup.machines().isEmpty()) {
            members.put("predictions", predictions(result));
        }
        return Json.text(members);
    }

    private Json.Members roofline(final BenchResult result, final Hardware here) {
        final Roofline roofline = setup.roofline(result.test(), here);
        final double limit = setup.limit(result.test(), here);
        return Json.object()
                .put("bound", roofline.bound().label())
                .put("memory_gb_per_second", giga(here.memoryRate()))
                .put("ridge_operations_per_byte", Json.rounded(roofline.ridge(), 3))
                .put("limit_tokens_per_second", Json.rounded(limit, 3))
                .put("share_of_limit", Json.rounded(result.rate() / limit, 4));
    }

    /** Of other batches and depths, each on every machine, with this test's share of the limit. */
    private List<Json.Members> predictions(final BenchResult result) {
        final Forecast forecast = new Forecast(setup, List.of(result));
        final List<Json.Members> predictions = new ArrayList<>();
        for (final Hardware machine : setup.machines()) {
            for (final BenchTest other : Forecast.others(result.test(), setup.contextLength())) {
                final Json.Members members =
                        Json.object()
                                .put("hardware", machine.name())
                                .put("batch", other.batch())
                                .put("depth", other.depth())
                                .put("bound", setup.roofline(other, machine).bound().label())
                                .put(
                                        "limit_tokens_per_second",
                                        Json.rounded(setup.limit(other, machine), 3));
                if (setup.here().filter(machine::equals).isPresent()) {
                    members.put(
                            "expected_tokens_per_second",
                            Json.rounded(forecast.expected(other, machine), 3));
                }
                predictions.add(members);
            }
        }
        return predictions;
    }

    private static double giga(final double rate) {
        return Json.rounded(rate / 1e9, 2);
    }
}
