package io.vesalius.server.watch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vesalius.engine.EngineStatus;
import io.vesalius.engine.Timings;

import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Metrics in Prometheus' form. Names, units, buckets and the definitions of intervals are those of
 * vLLM, with `vesalius:` where it has `vllm:`, so that its dashboards work. Thread-safe.
 */
public final class Meters {
    /** Of Prometheus' text format. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Supplier<EngineStatus> status;
    private final Counter promptTokens;
    private final Counter generationTokens;
    private final Counter drafts;
    private final Counter draftTokens;
    private final Counter acceptedTokens;
    private final DistributionSummary stepTokens;
    private final DistributionSummary firstToken;
    private final DistributionSummary interToken;
    private final DistributionSummary perOutputToken;
    private final DistributionSummary total;
    private final DistributionSummary queue;
    private final DistributionSummary inference;
    private final DistributionSummary prefill;
    private final DistributionSummary decode;
    private final DistributionSummary requestPromptTokens;
    private final DistributionSummary requestGenerationTokens;
    private final DistributionSummary requestChoices;
    private final DistributionSummary requestMaxTokens;

    /**
     * @param status of the engine, as it is when it is asked for
     * @param contextLength the most tokens of a request
     */
    public Meters(
            final Supplier<EngineStatus> status, final String model, final int contextLength) {
        this.status = status;
        registry.config()
                .namingConvention((name, type, unit) -> name)
                .commonTags("model_name", model);
        gauge("num_requests_running", "Requests being computed.", EngineStatus::running);
        gauge("num_requests_waiting", "Requests that wait.", EngineStatus::waiting);
        gauge("kv_cache_usage_perc", "Share of the cache's pages held, 0 to 1.", Meters::usage);
        if (status.get().draftPageCount() > 0) {
            gauge(
                    "draft_kv_cache_usage_perc",
                    "Share of the draft model's pages held, 0 to 1.",
                    Meters::draftUsage);
        }
        count("prefix_cache_queries", "Prompt tokens looked up.", EngineStatus::queriedTokens);
        count("prefix_cache_hits", "Prompt tokens found.", EngineStatus::hitTokens);
        count("num_preemptions", "Requests that lost their pages.", EngineStatus::preemptions);
        promptTokens = counter("prompt_tokens", "Tokens of prompts.");
        generationTokens = counter("generation_tokens", "Tokens generated.");
        drafts = counter("spec_decode_num_drafts", "Times that tokens were guessed ahead.");
        draftTokens = counter("spec_decode_num_draft_tokens", "Tokens guessed ahead.");
        acceptedTokens = counter("spec_decode_num_accepted_tokens", "Guesses that were right.");
        stepTokens = summary("iteration_tokens_total", Buckets.STEP);
        firstToken = summary("time_to_first_token_seconds", Buckets.FIRST_TOKEN);
        interToken = summary("inter_token_latency_seconds", Buckets.TOKEN);
        perOutputToken = summary("request_time_per_output_token_seconds", Buckets.TOKEN);
        total = summary("e2e_request_latency_seconds", Buckets.REQUEST);
        queue = summary("request_queue_time_seconds", Buckets.REQUEST);
        inference = summary("request_inference_time_seconds", Buckets.REQUEST);
        prefill = summary("request_prefill_time_seconds", Buckets.REQUEST);
        decode = summary("request_decode_time_seconds", Buckets.REQUEST);
        final double[] counts = Buckets.counts(contextLength);
        requestPromptTokens = summary("request_prompt_tokens", counts);
        requestGenerationTokens = summary("request_generation_tokens", counts);
        requestMaxTokens = summary("request_params_max_tokens", counts);
        requestChoices = summary("request_params_n", Buckets.CHOICES);
    }

    private static double usage(final EngineStatus status) {
        return (double) status.usedPages() / status.pageCount();
    }

    private static double draftUsage(final EngineStatus status) {
        return (double) status.draftUsedPages() / status.draftPageCount();
    }

    private void gauge(
            final String name, final String about, final ToDoubleFunction<EngineStatus> value) {
        Gauge.builder(full(name), status, from -> value.applyAsDouble(from.get()))
                .description(about)
                .strongReference(true)
                .register(registry);
    }

    private void count(
            final String name, final String about, final ToDoubleFunction<EngineStatus> value) {
        FunctionCounter.builder(full(name), status, from -> value.applyAsDouble(from.get()))
                .description(about)
                .register(registry);
    }

    private Counter counter(final String name, final String about) {
        return Counter.builder(full(name)).description(about).register(registry);
    }

    private DistributionSummary summary(final String name, final double[] buckets) {
        return DistributionSummary.builder(full(name))
                .serviceLevelObjectives(buckets)
                .register(registry);
    }

    private static String full(final String name) {
        return "vesalius:" + name;
    }

    /** A request was handed to the engine. */
    public void submitted(final int choices, final int maxTokens) {
        requestChoices.record(choices);
        if (maxTokens > 0) {
            requestMaxTokens.record(maxTokens);
        }
    }

    /** A step of the engine computed so many tokens. */
    public void stepped(final int tokens) {
        stepTokens.record(tokens);
    }

    /** A token of any answer. */
    public void token() {
        generationTokens.increment();
    }

    /** The first token of a request. */
    public void firstToken(final double seconds) {
        firstToken.record(seconds);
    }

    /** Between two tokens of an answer. */
    public void interToken(final double seconds) {
        interToken.record(seconds);
    }

    /** A request is complete. */
    public void finished(final Timings timings) {
        promptTokens.increment(timings.promptTokens());
        drafts.increment(timings.drafts());
        draftTokens.increment(timings.draftedTokens());
        acceptedTokens.increment(timings.acceptedTokens());
        total.record(timings.total());
        queue.record(timings.queue());
        prefill.record(timings.prefill());
        decode.record(timings.decode());
        inference.record(timings.prefill() + timings.decode());
        if (timings.timePerOutputToken() > 0) {
            perOutputToken.record(timings.timePerOutputToken());
        }
        requestPromptTokens.record(timings.promptTokens());
        requestGenerationTokens.record(timings.generatedTokens());
    }

    /** An answer has ended. */
    public void ended(final String reason) {
        registry.counter(full("request_success"), "finished_reason", reason).increment();
    }

    /** An HTTP request was answered. */
    public void answered(final String path, final int code) {
        registry.counter(
                        full("http_requests"),
                        Tags.of("path", path, "status", Integer.toString(code)))
                .increment();
    }

    /** All of them. */
    public String scrape() {
        return registry.scrape();
    }
}
