package io.vesalius.cli;

import io.vesalius.engine.Answer;
import io.vesalius.engine.Completion;
import io.vesalius.engine.Timings;
import io.vesalius.sampling.Choice;
import io.vesalius.sampling.TokenLogProb;
import io.vesalius.tokenizer.Tokenizer;

import java.util.List;
import java.util.Locale;

/**
 * An answer as JSON: the members of the first completion, `choices` where there are several, and
 * the timings in llama-server's words and ours.
 *
 * @param logProbs whether log-probabilities were asked for
 * @param several whether more than one answer was asked for
 */
record AnswerJson(Answer answer, Tokenizer tokenizer, boolean logProbs, boolean several) {
    Json.Members members() {
        final Json.Members members = completion(answer.completions().getFirst());
        members.put("seed", answer.seed()).put("dropped_tokens", answer.droppedTokens());
        if (several) {
            members.put("choices", answer.completions().stream().map(this::completion).toList());
        }
        return members.put("timings", timings(answer.timings()));
    }

    private Json.Members completion(final Completion completion) {
        final Json.Members members =
                Json.object()
                        .put("text", completion.text())
                        .put("ids", completion.ids())
                        .put("finish_reason", completion.reason().openAiWord())
                        .put("finish_cause", completion.reason().name().toLowerCase(Locale.ROOT));
        completion.stop().ifPresent(stop -> members.put("stop", stop));
        if (several) {
            members.put("score", completion.score());
        }
        if (logProbs) {
            members.put("log_probs", completion.tokens().stream().map(this::logProbs).toList());
        }
        return members;
    }

    private Json.Members logProbs(final Choice token) {
        final List<Json.Members> top = token.top().stream().map(this::logProb).toList();
        return logProb(new TokenLogProb(token.id(), token.logProb())).put("top", top);
    }

    private Json.Members logProb(final TokenLogProb token) {
        return Json.object()
                .put("id", token.id())
                .put("piece", tokenizer.piece(token.id()))
                .put("log_prob", token.logProb());
    }

    /** Seconds become milliseconds; what took no time has no rate, which is null. */
    static Json.Members timings(final Timings timings) {
        final int computed = timings.promptTokens() - timings.cachedTokens();
        return Json.object()
                .put("cache_n", timings.cachedTokens())
                .put("prompt_n", computed)
                .put("prompt_ms", ms(timings.prefill()))
                .put("prompt_per_token_ms", ms(timings.prefill() / computed))
                .put("prompt_per_second", Json.rounded(timings.prefillTokensPerSecond(), 3))
                .put("predicted_n", timings.generatedTokens())
                .put("predicted_ms", ms(timings.decode()))
                .put("predicted_per_token_ms", ms(timings.timePerOutputToken()))
                .put("predicted_per_second", Json.rounded(timings.decodeTokensPerSecond(), 3))
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
        return Json.rounded(1e3 * seconds, 3);
    }
}
