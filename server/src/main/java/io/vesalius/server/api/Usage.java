package io.vesalius.server.api;

import io.vesalius.engine.Answer;
import io.vesalius.engine.Timings;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** What answers cost, as JSON. */
final class Usage {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Usage() {}

    /** Of all prompts together. */
    static ObjectNode json(final List<Answer> answers) {
        int prompt = 0;
        int cached = 0;
        int generated = 0;
        for (final Answer answer : answers) {
            prompt += answer.timings().promptTokens();
            cached += answer.timings().cachedTokens();
            generated += answer.timings().generatedTokens();
        }
        final ObjectNode json =
                JSON.objectNode()
                        .put("prompt_tokens", prompt)
                        .put("completion_tokens", generated)
                        .put("total_tokens", prompt + generated);
        json.putObject("prompt_tokens_details").put("cached_tokens", cached);
        return json;
    }

    /** In milliseconds, in llama-server's words and ours; what took no time has no rate. */
    static ObjectNode timings(final Timings timings) {
        final int computed = timings.promptTokens() - timings.cachedTokens();
        return JSON.objectNode()
                .put("cache_n", timings.cachedTokens())
                .put("prompt_n", computed)
                .put("prompt_ms", ms(timings.prefill()))
                .put("prompt_per_second", rounded(timings.prefillTokensPerSecond()))
                .put("predicted_n", timings.generatedTokens())
                .put("predicted_ms", ms(timings.decode()))
                .put("predicted_per_second", rounded(timings.decodeTokensPerSecond()))
                .put("draft_n", timings.draftedTokens())
                .put("draft_n_accepted", timings.acceptedTokens())
                .put("queue_ms", ms(timings.queue()))
                .put("time_to_first_token_ms", ms(timings.timeToFirstToken()))
                .put("time_per_output_token_ms", ms(timings.timePerOutputToken()))
                .put("inter_token_p50_ms", ms(timings.interTokenP50()))
                .put("inter_token_p99_ms", ms(timings.interTokenP99()))
                .put("total_ms", ms(timings.total()));
    }

    private static double ms(final double seconds) {
        return rounded(1e3 * seconds);
    }

    private static double rounded(final double value) {
        return Double.isFinite(value) ? Math.rint(value * 1e3) / 1e3 : 0;
    }
}
