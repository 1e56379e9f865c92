package io.vesalius.server.api;

import io.vesalius.engine.Answer;
import io.vesalius.engine.Completion;
import io.vesalius.engine.Timings;
import io.vesalius.sampling.Choice;
import io.vesalius.sampling.FinishReason;
import io.vesalius.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/**
 * The objects that answer a request: one as a whole, or chunks of a stream.
 *
 * @param id of the request
 * @param created in seconds since 1970
 * @param model its name
 */
public record Answers(Task task, String id, long created, String model, Tokenizer tokenizer) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private boolean chat() {
        return task.look().kind() == Task.Protocol.CHAT;
    }

    /** The whole answer; an element for each prompt. */
    public ObjectNode whole(final List<Answer> answers) {
        final ObjectNode json = object(chat() ? "chat.completion" : "text_completion");
        final ArrayNode choices = json.putArray("choices");
        for (int prompt = 0; prompt < answers.size(); prompt++) {
            final List<Completion> completions = answers.get(prompt).completions();
            for (int choice = 0; choice < completions.size(); choice++) {
                choices.add(whole(prompt, choice, completions.get(choice)));
            }
        }
        json.set("usage", Usage.json(answers));
        json.set("timings", timings(answers));
        return json;
    }

    private ObjectNode whole(final int prompt, final int choice, final Completion completion) {
        final String text =
                task.prompts().get(prompt).text() + completion.text() + stopText(completion);
        final ObjectNode json = JSON.objectNode().put("index", index(prompt, choice));
        if (chat()) {
            json.putObject("message")
                    .put("role", "assistant")
                    .put("content", text)
                    .putNull("refusal");
        } else {
            json.put("text", text);
        }
        logProbs(json, completion.tokens(), 0);
        end(json, prompt, completion);
        if (task.look().tokenIds()) {
            json.set("token_ids", Tokens.ids(completion.ids()));
        }
        return json;
    }

    /** The chunk that opens an answer of a chat; nothing for completions without an echo. */
    public @Nullable ObjectNode opening(final int prompt, final int choice) {
        final String echo = task.prompts().get(prompt).text();
        if (!chat() && echo.isEmpty()) {
            return null;
        }
        final ObjectNode json = JSON.objectNode().put("index", index(prompt, choice));
        if (chat()) {
            json.putObject("delta").put("role", "assistant").put("content", "");
        } else {
            json.put("text", echo);
        }
        return chunk(json.putNull("logprobs").putNull("finish_reason"));
    }

    /**
     * A chunk of an answer.
     *
     * @param offset characters of the answer before it
     */
    public ObjectNode piece(
            final int prompt,
            final int choice,
            final String text,
            final List<Choice> tokens,
            final int offset) {
        final ObjectNode json = delta(prompt, choice, text);
        logProbs(json, tokens, offset);
        json.putNull("finish_reason");
        if (task.look().tokenIds()) {
            json.set("token_ids", Tokens.ids(tokens.stream().mapToInt(Choice::id).toArray()));
        }
        return chunk(json);
    }

    /** The chunk that ends an answer, with what was held back. */
    public ObjectNode end(
            final int prompt, final int choice, final Completion completion, final String rest) {
        final String text = rest + stopText(completion);
        final ObjectNode json = delta(prompt, choice, text);
        json.putNull("logprobs");
        end(json, prompt, completion);
        return chunk(json);
    }

    private ObjectNode delta(final int prompt, final int choice, final String text) {
        final ObjectNode json = JSON.objectNode().put("index", index(prompt, choice));
        if (!chat()) {
            return json.put("text", text);
        }
        final ObjectNode delta = json.putObject("delta");
        if (!text.isEmpty()) {
            delta.put("content", text);
        }
        return json;
    }

    private void end(final ObjectNode json, final int prompt, final Completion completion) {
        json.put("finish_reason", completion.reason().openAiWord());
        if (completion.stop().isPresent()) {
            json.put("stop_reason", completion.stop().get());
        } else if (completion.reason() == FinishReason.STOP_TOKEN) {
            json.put("stop_reason", completion.tokens().getLast().id());
        } else {
            json.putNull("stop_reason");
        }
        if (task.look().tokenIds()) {
            json.set("prompt_token_ids", Tokens.ids(task.prompts().get(prompt).ids()));
        }
    }

    /** The last chunk of a stream that is to have usage. */
    public ObjectNode usage(final List<Answer> answers) {
        final ObjectNode json = object(chat() ? "chat.completion.chunk" : "text_completion");
        json.putArray("choices");
        json.set("usage", Usage.json(answers));
        return json;
    }

    /** What the answers took together. */
    public ObjectNode timings(final List<Answer> answers) {
        int dropped = 0;
        for (int i = 0; i < answers.size(); i++) {
            dropped += task.prompts().get(i).dropped() + answers.get(i).droppedTokens();
        }
        final Timings all = Timings.together(answers.stream().map(Answer::timings).toList());
        return Usage.timings(all).put("dropped_tokens", dropped);
    }

    private String stopText(final Completion completion) {
        return task.look().stopString() ? completion.stop().orElse("") : "";
    }

    private void logProbs(final ObjectNode json, final List<Choice> tokens, final int offset) {
        if (!task.look().logProbs()) {
            json.putNull("logprobs");
        } else if (chat()) {
            json.set("logprobs", Tokens.chatLogProbs(tokenizer, tokens));
        } else {
            json.set("logprobs", Tokens.completionLogProbs(tokenizer, tokens, offset));
        }
    }

    private int index(final int prompt, final int choice) {
        return prompt * task.choices() + choice;
    }

    private ObjectNode chunk(final ObjectNode choice) {
        final ObjectNode json = object(chat() ? "chat.completion.chunk" : "text_completion");
        json.putArray("choices").add(choice);
        return json;
    }

    private ObjectNode object(final String kind) {
        return JSON.objectNode()
                .put("id", id)
                .put("object", kind)
                .put("created", created)
                .put("model", model)
                .put("system_fingerprint", "vesalius");
    }
}
