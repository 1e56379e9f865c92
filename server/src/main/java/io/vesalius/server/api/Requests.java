package io.vesalius.server.api;

import io.vesalius.GenerateOptions;
import io.vesalius.Vesalius;
import io.vesalius.base.VesaliusException;
import io.vesalius.prompt.Message;
import io.vesalius.prompt.RenderOptions;
import io.vesalius.server.http.ApiError;
import io.vesalius.server.http.Shown;
import io.vesalius.tokenizer.DecodeOptions;
import io.vesalius.tokenizer.EncodeOptions;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads requests: checks every parameter, then makes token ids and the engine's options of it. */
public final class Requests {
    private final Vesalius model;
    private final String modelName;
    private final Parameters parameters;

    public Requests(final Vesalius model, final String modelName, final Bounds bounds) {
        this.model = model;
        this.modelName = modelName;
        parameters = new Parameters(bounds);
    }

    /**
     * A request to `/v1/chat/completions`.
     *
     * @throws ApiError naming the parameter at fault
     */
    public Task chat(final ObjectNode object) {
        final Body body = checked(parameters.chat(), object);
        final int logProbs = body.flag("logprobs", false) ? body.whole("top_logprobs", 0) : -1;
        if (logProbs < 0 && body.whole("top_logprobs", 0) > 0) {
            throw ApiError.invalid("top_logprobs", "top_logprobs needs logprobs to be true");
        }
        return refusing(
                "messages",
                () -> {
                    final GenerateOptions options = OptionReader.options(body, logProbs);
                    final Task.Prompt prompt = cut(messages(body, mostTokens(body)), "", body);
                    return new Task(
                            List.of(prompt), options, look(Task.Protocol.CHAT, body, logProbs));
                });
    }

    /**
     * A request to `/v1/completions`.
     *
     * @throws ApiError naming the parameter at fault
     */
    public Task completion(final ObjectNode object) {
        final Body body = checked(parameters.completions(), object);
        final int logProbs = body.whole("logprobs", -1);
        if (logProbs >= 0 && body.flag("echo", false)) {
            throw ApiError.invalid(
                    "echo", "echo is true: log-probabilities are told of generated tokens only");
        }
        return refusing(
                "prompt",
                () -> {
                    final GenerateOptions options = OptionReader.options(body, logProbs);
                    final List<Task.Prompt> prompts = new ArrayList<>();
                    for (final JsonNode each : prompts(object.get("prompt"))) {
                        prompts.add(prompt(each, body));
                    }
                    return new Task(
                            prompts, options, look(Task.Protocol.COMPLETIONS, body, logProbs));
                });
    }

    /** A request to `/tokenize`, and its answer. */
    public ObjectNode tokenize(final ObjectNode object) {
        final Body body = checked(parameters.tokenize(), object);
        if (body.has("prompt") == body.has("messages")) {
            throw ApiError.parameter(
                    "missing_parameter", "prompt", "either prompt or messages is needed, not both");
        }
        return refusing(
                "messages",
                () -> {
                    final int[] ids =
                            body.has("messages")
                                    ? messages(body, Integer.MAX_VALUE)
                                    : ids(body.text("prompt").orElse(""), body, Integer.MAX_VALUE);
                    return Tokens.json(model, ids, body.flag("return_token_strs", false));
                });
    }

    /** A request to `/detokenize`, and its answer. */
    public ObjectNode detokenize(final ObjectNode object) {
        final Body body = checked(parameters.detokenize(), object);
        final int[] ids = body.wholes("tokens").stream().mapToInt(id -> id).toArray();
        checkIds("tokens", ids);
        return JsonNodeFactory.instance
                .objectNode()
                .put("prompt", model.tokenizer().decode(ids, DecodeOptions.WITH_CONTROL));
    }

    private Body checked(final List<Parameter> list, final ObjectNode object) {
        MemberCheck.check(list, "", object);
        final Body body = new Body(object);
        final String wanted = body.text("model").orElse(modelName);
        if (!wanted.equals(modelName)) {
            throw ApiError.noModel(
                    "the model '%s' isn't here: there is '%s'"
                            .formatted(Shown.line(wanted), modelName));
        }
        return body;
    }

    private interface Work<T> {
        T run();
    }

    /** The engine speaks of prompts where the protocol may say messages. */
    private static <T> T refusing(final String prompt, final Work<T> work) {
        try {
            return work.run();
        } catch (VesaliusException e) {
            throw ApiError.of(e).renamed("prompt", prompt);
        }
    }

    private static Task.Look look(
            final Task.Protocol protocol, final Body body, final int logProbs) {
        final boolean stream = body.flag("stream", false);
        if (body.has("stream_options") && !stream) {
            throw ApiError.invalid("stream_options", "stream_options needs stream to be true");
        }
        return new Task.Look(
                protocol,
                stream,
                body.members("stream_options").flag("include_usage", false),
                logProbs >= 0,
                body.flag("return_token_ids", false),
                body.flag("include_stop_str_in_output", false));
    }

    private int[] messages(final Body body, final int most) {
        RenderOptions options =
                model.renderOptions()
                        .withGenerationPrompt(body.flag("add_generation_prompt", true));
        for (final Map.Entry<String, JsonNode> each :
                body.members("chat_template_kwargs").object().properties()) {
            options = options.withKeyword(each.getKey(), each.getValue());
        }
        final List<Message> messages = Messages.of(body.object().get("messages"));
        return model.encode(messages, options, most);
    }

    /** Each prompt of a request that may have several. */
    private static List<JsonNode> prompts(final JsonNode prompt) {
        final boolean several =
                prompt.isArray() && (prompt.get(0).isString() || prompt.get(0).isArray());
        return several ? prompt.valueStream().toList() : List.of(prompt);
    }

    private Task.Prompt prompt(final JsonNode prompt, final Body body) {
        final boolean echo = body.flag("echo", false);
        if (prompt.isString()) {
            final String text = prompt.stringValue();
            if (text.isEmpty()) {
                throw ApiError.invalid(
                        "prompt", "the prompt is empty: there is nothing to continue");
            }
            return cut(ids(text, body, mostTokens(body)), echo ? text : "", body);
        }
        final int[] ids = prompt.valueStream().mapToInt(JsonNode::intValue).toArray();
        checkIds("prompt", ids);
        return cut(ids, echo ? model.tokenizer().decode(ids) : "", body);
    }

    private int[] ids(final String text, final Body body, final int most) {
        final boolean bos = body.flag("add_special_tokens", true) && model.tokenizer().addsBos();
        return model.encode(text, new EncodeOptions(bos, false, false), most);
    }

    /** Of a prompt that isn't to be cut. */
    private int mostTokens(final Body body) {
        return body.has("truncate_prompt_tokens") ? Integer.MAX_VALUE : model.contextLength();
    }

    private void checkIds(final String parameter, final int[] ids) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] >= model.vocabSize()) {
                throw ApiError.invalid(
                        parameter,
                        "%s[%d] is %d: ids go from 0 to %d"
                                .formatted(parameter, i, ids[i], model.vocabSize() - 1));
            }
        }
    }

    private static Task.Prompt cut(final int[] ids, final String text, final Body body) {
        final int kept = body.whole("truncate_prompt_tokens", -1);
        if (kept == 0) {
            throw ApiError.invalid(
                    "truncate_prompt_tokens",
                    "truncate_prompt_tokens is 0: it must leave something of the prompt");
        }
        return kept > 0 && kept < ids.length
                ? new Task.Prompt(
                        Arrays.copyOfRange(ids, ids.length - kept, ids.length),
                        text,
                        ids.length - kept)
                : new Task.Prompt(ids, text, 0);
    }
}
