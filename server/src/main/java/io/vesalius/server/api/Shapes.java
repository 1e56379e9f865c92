package io.vesalius.server.api;

import static io.vesalius.server.api.Kind.either;
import static io.vesalius.server.api.Kind.items;
import static io.vesalius.server.api.Kind.members;
import static io.vesalius.server.api.Kind.text;
import static io.vesalius.server.api.Kind.whole;
import static io.vesalius.server.api.Kind.word;
import static io.vesalius.server.api.Parameter.of;
import static io.vesalius.server.api.Parameter.required;

import java.util.ArrayList;
import java.util.List;

/** What answers look like, for the description of the API. */
final class Shapes {
    private static final int ANY = Integer.MAX_VALUE;
    private static final Kind COUNT = whole(0, ANY);
    private static final Kind NUMBER =
            new Kind.Real(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    private static final Kind NOTHING = new Kind.Nothing();
    private static final Kind TEXT = text(ANY);
    private static final Kind IDS = items(COUNT, 0, ANY);

    private Shapes() {}

    static Kind error() {
        return members(
                required(
                        "error",
                        members(
                                required("message", TEXT, "One line for people."),
                                required("type", TEXT, "Of error."),
                                required(
                                        "param",
                                        either(TEXT, NOTHING),
                                        "The parameter at fault, by its path."),
                                required("code", TEXT, "For programs.")),
                        ""));
    }

    static Kind status() {
        return members(required("status", TEXT, ""));
    }

    static Kind models() {
        final Kind model =
                members(
                        required("id", TEXT, "Its name."),
                        required("object", word("model"), ""),
                        required("created", whole(0, Long.MAX_VALUE), "When it was opened."),
                        required("owned_by", TEXT, ""),
                        required("max_model_len", COUNT, "Tokens of prompt and answer."));
        return members(
                required("object", word("list"), ""), required("data", items(model, 1, 1), ""));
    }

    static Kind tokenized() {
        return members(
                required("count", COUNT, ""),
                required("max_model_len", COUNT, "Tokens of prompt and answer."),
                required("tokens", IDS, ""),
                of("token_strs", items(TEXT, 0, ANY), "Where asked for."));
    }

    static Kind detokenized() {
        return members(required("prompt", TEXT, "The text."));
    }

    static Kind chat() {
        final Kind message =
                members(
                        required("role", word("assistant"), ""),
                        required("content", TEXT, ""),
                        required("refusal", NOTHING, ""));
        return answer("chat.completion", true, choice(required("message", message, "")));
    }

    static Kind chatChunk() {
        final Kind delta =
                members(
                        of("role", word("assistant"), "In the first chunk."),
                        of("content", TEXT, "What follows."));
        return answer("chat.completion.chunk", false, choice(required("delta", delta, "")));
    }

    static Kind completion() {
        return answer("text_completion", true, choice(required("text", TEXT, "")));
    }

    static Kind completionChunk() {
        return answer("text_completion", false, choice(required("text", TEXT, "What follows.")));
    }

    private static Kind answer(final String object, final boolean whole, final Kind choice) {
        final List<Parameter> parts =
                new ArrayList<>(
                        List.of(
                                required("id", TEXT, ""),
                                required("object", word(object), ""),
                                required("created", whole(0, Long.MAX_VALUE), ""),
                                required("model", TEXT, ""),
                                required("system_fingerprint", TEXT, ""),
                                required("choices", items(choice, whole ? 1 : 0, ANY), "")));
        parts.add(
                whole
                        ? required("usage", usage(), "")
                        : of("usage", usage(), "In the last chunk, where asked for."));
        parts.add(of("timings", timings(), "Of a request with one prompt."));
        return new Kind.Members(parts);
    }

    private static Kind choice(final Parameter content) {
        return members(
                required("index", COUNT, ""),
                content,
                required("logprobs", either(logProbs(), NOTHING), ""),
                required(
                        "finish_reason",
                        either(word("stop", "length", "abort", "error"), NOTHING),
                        ""),
                of(
                        "stop_reason",
                        either(TEXT, COUNT, NOTHING),
                        "The text or token that ended it, if one of the request's did."),
                of("token_ids", IDS, "Where asked for."),
                of("prompt_token_ids", IDS, "Where asked for."));
    }

    private static Kind logProbs() {
        final Kind top =
                members(
                        required("token", TEXT, ""),
                        required("logprob", NUMBER, ""),
                        required("bytes", items(whole(0, 255), 0, ANY), ""));
        final Kind token =
                members(
                        required("token", TEXT, ""),
                        required("logprob", NUMBER, ""),
                        required("bytes", items(whole(0, 255), 0, ANY), ""),
                        required("top_logprobs", items(top, 0, ANY), ""));
        return either(
                members(
                        required("content", items(token, 0, ANY), ""),
                        required("refusal", NOTHING, "")),
                members(
                        required("text_offset", IDS, ""),
                        required("token_logprobs", items(NUMBER, 0, ANY), ""),
                        required("tokens", items(TEXT, 0, ANY), ""),
                        required("top_logprobs", items(new Kind.Named(NUMBER, ANY), 0, ANY), "")));
    }

    private static Kind usage() {
        return members(
                required("prompt_tokens", COUNT, ""),
                required("completion_tokens", COUNT, "Of all answers."),
                required("total_tokens", COUNT, ""),
                required(
                        "prompt_tokens_details",
                        members(required("cached_tokens", COUNT, "Not computed again.")),
                        ""));
    }

    private static Kind timings() {
        return members(
                required("cache_n", COUNT, "Prompt tokens found in the cache."),
                required("prompt_n", COUNT, "Prompt tokens computed."),
                required("prompt_ms", NUMBER, "From the first step to the first token."),
                required("prompt_per_second", NUMBER, ""),
                required("predicted_n", COUNT, "Tokens generated."),
                required("predicted_ms", NUMBER, "From the first token to the last."),
                required("predicted_per_second", NUMBER, "After the first token."),
                required("draft_n", COUNT, "Tokens guessed ahead."),
                required("draft_n_accepted", COUNT, "Of those, right."),
                required("queue_ms", NUMBER, "From arrival to the first step."),
                required("time_to_first_token_ms", NUMBER, "From arrival."),
                required("time_per_output_token_ms", NUMBER, "Mean after the first."),
                required("inter_token_p50_ms", NUMBER, ""),
                required("inter_token_p99_ms", NUMBER, ""),
                required("total_ms", NUMBER, "From arrival to the end."),
                required("dropped_tokens", COUNT, "That truncation took from the prompt."));
    }
}
