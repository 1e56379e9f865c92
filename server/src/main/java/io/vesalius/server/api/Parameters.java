package io.vesalius.server.api;

import static io.vesalius.server.api.Kind.either;
import static io.vesalius.server.api.Kind.items;
import static io.vesalius.server.api.Kind.members;
import static io.vesalius.server.api.Kind.real;
import static io.vesalius.server.api.Kind.text;
import static io.vesalius.server.api.Kind.whole;
import static io.vesalius.server.api.Kind.word;
import static io.vesalius.server.api.Parameter.inert;
import static io.vesalius.server.api.Parameter.of;
import static io.vesalius.server.api.Parameter.refused;
import static io.vesalius.server.api.Parameter.required;

import java.util.List;

/**
 * All parameters of all requests: those that are implemented, those that are taken and change
 * nothing, and those that are refused by name. Whatever isn't here is refused as unknown.
 */
final class Parameters {
    private static final int ANY = Integer.MAX_VALUE;
    private static final Kind FLAG = new Kind.Flag();
    private static final Kind ANYTHING = new Kind.Anything();
    private static final Kind TOKEN_ID = whole(0, ANY);
    private static final Kind LOOK_BACK = whole(-1, ANY);

    private final Bounds bounds;

    Parameters(final Bounds bounds) {
        this.bounds = bounds;
    }

    /** Of `/v1/chat/completions`. */
    List<Parameter> chat() {
        return joined(List.of(ofChat(), common()));
    }

    private List<Parameter> ofChat() {
        return List.of(
                required("messages", items(message(), 1, 10_000), "The conversation so far."),
                of(
                        "max_completion_tokens",
                        whole(1, ANY),
                        "The most tokens to generate; the newer name of max_tokens."),
                of("logprobs", FLAG, "Report the log-probability of each token."),
                of(
                        "top_logprobs",
                        whole(0, bounds.topLogProbs()),
                        "And of so many of the likeliest tokens in its place."),
                of(
                        "chat_template_kwargs",
                        new Kind.Named(ANYTHING, 32),
                        "Switches of the model's own chat template, such as" + " enable_thinking."),
                of(
                        "add_generation_prompt",
                        FLAG,
                        "Whether the prompt ends where the model's answer begins."),
                of(
                        "response_format",
                        members(
                                required("type", word("text"), "The format."),
                                refused("json_schema", NO_GRAMMAR),
                                refused("schema", NO_GRAMMAR)),
                        "The format of the answer: text."),
                of("modalities", items(word("text"), 0, 1), "Of the answer: text."),
                refused("tools", NO_TOOLS, "[]"),
                refused("tool_choice", NO_TOOLS, "\"none\"", "\"auto\""),
                refused("functions", NO_TOOLS, "[]"),
                refused("function_call", NO_TOOLS, "\"none\"", "\"auto\""),
                refused("audio", "models here read and write text only"),
                refused("prediction", "drafts come from the prompt by themselves"),
                refused("web_search_options", "nothing is looked up on the web"),
                refused(
                        "reasoning_effort",
                        "models differ in how it is set: see chat_template_kwargs"),
                refused("verbosity", "ask for it in a message"),
                refused("moderation", "nothing is moderated here"),
                refused(
                        "continue_final_message",
                        "only a whole conversation can be answered",
                        "false"),
                refused(
                        "chat_template",
                        "a template is given when the server starts, not by its clients"),
                refused("documents", "put them into a message"),
                refused("echo", "the prompt is not repeated in a chat", "false"),
                refused("add_special_tokens", "the chat template writes them", "false"),
                refused("include_reasoning", "answers are not divided", "true"),
                inert("parallel_tool_calls", "There are no tools."));
    }

    /** Of `/v1/completions`. */
    List<Parameter> completions() {
        return joined(List.of(ofCompletions(), common()));
    }

    private List<Parameter> ofCompletions() {
        return List.of(
                required("prompt", prompt(), "What is to be continued."),
                of("echo", FLAG, "Begin each answer with the prompt."),
                of(
                        "logprobs",
                        whole(0, bounds.topLogProbs()),
                        "Report the log-probability of each token, and of so many of the"
                                + " likeliest in its place."),
                of(
                        "add_special_tokens",
                        FLAG,
                        "Whether a text begins with BOS where the model was trained with"
                                + " it; true."),
                of(
                        "response_format",
                        members(
                                required("type", word("text"), "The format."),
                                refused("json_schema", NO_GRAMMAR)),
                        "The format of the answer: text."),
                refused("suffix", "models here don't fill in the middle", "\"\""),
                refused("best_of", "use n and compare, or use_beam_search", "1"));
    }

    /** Of `/tokenize`: a prompt or messages. */
    List<Parameter> tokenize() {
        return List.of(
                MODEL,
                of("prompt", text(ANY), "A text."),
                of("messages", items(message(), 1, 10_000), "A conversation, instead."),
                of("add_special_tokens", FLAG, "Whether a text begins with BOS; true."),
                of(
                        "add_generation_prompt",
                        FLAG,
                        "Whether a conversation ends where the model's answer begins; true."),
                of(
                        "chat_template_kwargs",
                        new Kind.Named(ANYTHING, 32),
                        "Switches of the model's own chat template."),
                of("return_token_strs", FLAG, "Show each token's text, too."));
    }

    /** Of `/detokenize`. */
    List<Parameter> detokenize() {
        return List.of(MODEL, required("tokens", items(TOKEN_ID, 0, ANY), "Ids."));
    }

    private static Kind message() {
        final Kind part =
                members(
                        required("type", word("text"), "Of the part."),
                        required("text", text(ANY), "Its text."));
        return members(
                required(
                        "role",
                        word("system", "developer", "user", "assistant"),
                        "Who speaks; developer is another name of system."),
                required(
                        "content",
                        either(text(ANY), items(part, 1, 1000)),
                        "What is said: a text, or parts of text, which are joined by line ends."),
                of("name", text(64), "Of the speaker, for templates that show it."),
                of(
                        "reasoning_content",
                        text(ANY),
                        "What an assistant thought, for templates that show it."),
                inert("refusal", "Of an earlier answer."),
                inert("annotations", "Of an earlier answer."),
                refused("audio", "models here read and write text only"),
                refused("tool_calls", NO_TOOLS, "[]"),
                refused("function_call", NO_TOOLS),
                refused("tool_call_id", NO_TOOLS));
    }

    private Kind prompt() {
        final Kind ids = items(TOKEN_ID, 1, ANY);
        return either(
                text(ANY),
                items(text(ANY), 1, bounds.choices()),
                items(ids, 1, bounds.choices()),
                ids);
    }

    private static final String NO_GRAMMAR = "answers can't be held to a grammar yet";
    private static final String NO_TOOLS = "models can't call tools here yet";
    private static final String NO_PROMPT_LOG_PROBS =
            "log-probabilities are reported of generated tokens only";

    private static final Parameter MODEL =
            of("model", text(1000), "The name of the model, as /v1/models tells it.");

    /** Of all that generate. */
    private List<Parameter> common() {
        return joined(List.of(ofOpenAi(), ofSampling(), ofVllm(), without()));
    }

    private List<Parameter> ofOpenAi() {
        return List.of(
                MODEL,
                of(
                        "max_tokens",
                        whole(1, ANY),
                        "The most tokens to generate; without it, what context and cache leave."),
                of("n", whole(1, bounds.choices()), "How many answers."),
                of("stream", FLAG, "Send the answer piece by piece, as server-sent events."),
                of(
                        "stream_options",
                        members(
                                of("include_usage", FLAG, "End with a chunk that has usage."),
                                inert("include_obfuscation", "Nothing is padded."),
                                refused(
                                        "continuous_usage_stats",
                                        "usage comes once, at the end",
                                        "false")),
                        "Of a stream."),
                of(
                        "stop",
                        either(text(256), items(text(256), 0, bounds.stops())),
                        "Texts that end the answer and aren't part of it."),
                of("temperature", real(0, 100), "Divides the logits; 0 for the likeliest token."),
                of("top_p", real(0, 1), "Keep the likeliest tokens of this probability."),
                of(
                        "seed",
                        whole(Long.MIN_VALUE, Long.MAX_VALUE),
                        "The same seed gives the same answer; without it a random one."),
                of("presence_penalty", real(-100, 100), "Of tokens that occurred."),
                of("frequency_penalty", real(-100, 100), "Of tokens, as often as they occurred."),
                of(
                        "logit_bias",
                        new Kind.Named(real(-100, 100), bounds.biases()),
                        "Added to the logits of tokens, by id."),
                inert("user", "Who asks."),
                inert("safety_identifier", "Who asks."),
                inert("metadata", "Of the caller."),
                inert("store", "Nothing is stored."),
                inert("service_tier", "There is one."),
                inert("prompt_cache_key", "Prompts are found by their tokens."),
                inert("prompt_cache_retention", "Prompts stay while there is room."));
    }

    private static List<Parameter> ofSampling() {
        return List.of(
                of("top_k", whole(-1, ANY), "Keep so many of the likeliest; 0 or -1 for all."),
                of("min_p", real(0, 1), "Keep those of this fraction of the likeliest."),
                of("typical_p", real(0, 1), "Keep the typical ones of this probability."),
                of("repetition_penalty", real(0, 100), "Divides the logits of what occurred."),
                of("penalty_last_n", LOOK_BACK, "How far back penalties look; -1 for all."),
                of("dry_multiplier", real(0, 100), "Strength of DRY; 0 is off."),
                of("dry_base", real(1, 100), "How fast DRY grows with a repetition."),
                of("dry_allowed_length", whole(1, ANY), "Repetitions that DRY allows."),
                of("dry_last_n", LOOK_BACK, "How far back DRY looks; -1 for all."),
                of(
                        "dry_sequence_breakers",
                        items(text(256), 0, 64),
                        "Texts across which nothing is a repetition."),
                of("xtc_probability", real(0, 1), "How often the likeliest are left out."),
                of("xtc_threshold", real(0, 1), "From which probability on."),
                of("mirostat_tau", real(0, 100), "Turns Mirostat 2 on: its target, in bits."),
                of("mirostat_eta", real(0, 1), "How fast Mirostat learns."));
    }

    private static List<Parameter> ofVllm() {
        return List.of(
                of(
                        "use_beam_search",
                        FLAG,
                        "Search with n beams instead of drawing; not streamed."),
                of("length_penalty", real(-10, 10), "Of beams: above 1 favours longer ones."),
                of("ignore_eos", FLAG, "The model's end tokens are never chosen."),
                of("min_tokens", whole(0, ANY), "The fewest tokens to generate."),
                of("stop_token_ids", items(TOKEN_ID, 0, 1024), "Tokens that end the answer."),
                of(
                        "include_stop_str_in_output",
                        FLAG,
                        "The text that ended the answer is part of it."),
                of(
                        "truncate_prompt_tokens",
                        whole(-1, ANY),
                        "Keep so many of the prompt's last tokens; -1 for as many as fit. What was"
                                + " dropped is told in timings."),
                of("priority", whole(Integer.MIN_VALUE, ANY), "Lower goes first; 0."),
                of("return_token_ids", FLAG, "Tell ids of prompt and answer."),
                refused("skip_special_tokens", "control tokens have no text", "true"),
                inert("spaces_between_special_tokens", "Control tokens have no text."),
                inert("request_id", "Each request has an id of the server's."));
    }

    private static List<Parameter> without() {
        return List.of(
                refused("prompt_logprobs", NO_PROMPT_LOG_PROBS, "0"),
                refused("return_tokens_as_token_ids", "see return_token_ids", "false"),
                refused("allowed_token_ids", "forbid others by logit_bias"),
                refused("bad_words", "forbid tokens by logit_bias", "[]"),
                refused("logits_processors", "no code of clients is run"),
                refused("structured_outputs", NO_GRAMMAR),
                refused("guided_json", NO_GRAMMAR),
                refused("guided_regex", NO_GRAMMAR),
                refused("guided_choice", NO_GRAMMAR),
                refused("guided_grammar", NO_GRAMMAR),
                refused("grammar", NO_GRAMMAR),
                refused("json_schema", NO_GRAMMAR),
                refused("cache_salt", "cached prompts are verified by their tokens"),
                refused("kv_transfer_params", "there is one cache"),
                refused("mm_processor_kwargs", "models here read text only"),
                refused("vllm_xargs", "there are no extensions"));
    }

    private static List<Parameter> joined(final List<List<Parameter>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }
}
