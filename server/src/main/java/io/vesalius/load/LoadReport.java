package io.vesalius.load;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came of a plan. */
public final class LoadReport {
    private final LoadPlan plan;
    private final double seconds;
    private final List<Sample> good;
    private final List<Sample> bad;
    private final Spread firstToken;
    private final Spread perToken;
    private final Spread endToEnd;

    LoadReport(final LoadPlan plan, final double seconds, final List<Sample> samples) {
        this.plan = plan;
        this.seconds = seconds;
        good = samples.stream().filter(Sample::isGood).toList();
        bad = samples.stream().filter(sample -> !sample.isGood()).toList();
        firstToken = Spread.of(good, Sample::firstToken);
        perToken = Spread.of(good, Sample::perToken);
        endToEnd = Spread.of(good, Sample::end);
    }

    /** Whether anything was answered. */
    public boolean hasAnswers() {
        return !good.isEmpty();
    }

    /** How many requests failed. */
    public int failures() {
        return bad.size();
    }

    private long tokens() {
        return good.stream().mapToLong(Sample::tokens).sum();
    }

    private long promptTokens() {
        return good.stream().mapToLong(Sample::promptTokens).sum();
    }

    /** All of it, for programs. */
    public ObjectNode json() {
        final ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("url", plan.url().toString());
        switch (plan.arrivals()) {
            case LoadPlan.Arrivals.Clients(int count) -> json.put("clients", count);
            case LoadPlan.Arrivals.Rate(double rate) -> json.put("rate", rate);
        }
        json.put("completed", good.size())
                .put("failed", bad.size())
                .put("duration_s", rounded(seconds))
                .put("prompt_tokens", promptTokens())
                .put("output_tokens", tokens())
                .put("requests_per_second", rounded(good.size() / seconds))
                .put("output_tokens_per_second", rounded(tokens() / seconds))
                .put("total_tokens_per_second", rounded((tokens() + promptTokens()) / seconds));
        json.set("ttft", firstToken.json());
        json.set("tpot", perToken.json());
        json.set("e2e", endToEnd.json());
        final ObjectNode errors = json.putObject("errors");
        errors().forEach(errors::put);
        return json;
    }

    private Map<String, Integer> errors() {
        final Map<String, Integer> errors = new TreeMap<>();
        bad.forEach(sample -> errors.merge(sample.error().orElse(""), 1, Integer::sum));
        return errors;
    }

    private static double rounded(final double value) {
        return Math.rint(value * 1e3) / 1e3;
    }

    /** All of it, for people. */
    public String text() {
        final StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        """
                        %d answered, %d failed in %.1f s
                        %.2f requests/s, %.1f tokens/s generated, %.1f with prompts
                                    ms      mean       p50       p90       p99       max
                        """,
                        good.size(),
                        bad.size(),
                        seconds,
                        good.size() / seconds,
                        tokens() / seconds,
                        (tokens() + promptTokens()) / seconds));
        text.append(row("first token", firstToken));
        text.append(row("per token", perToken)).append(row("end to end", endToEnd));
        errors().forEach(
                        (error, count) ->
                                text.append("failed %d times: %s\n".formatted(count, error)));
        return text.toString();
    }

    private static String row(final String name, final Spread spread) {
        return String.format(
                Locale.ROOT,
                "%14s%10.1f%10.1f%10.1f%10.1f%10.1f\n",
                name,
                1e3 * spread.mean(),
                1e3 * spread.percentile(0.5),
                1e3 * spread.percentile(0.9),
                1e3 * spread.percentile(0.99),
                1e3 * spread.percentile(1));
    }

    /** How times are spread, as a picture (SVG). */
    public String plot() {
        return new LoadPlot(
                        List.of(
                                new LoadPlot.Panel("First token", firstToken),
                                new LoadPlot.Panel("Per token", perToken),
                                new LoadPlot.Panel("End to end", endToEnd)))
                .svg();
    }
}
