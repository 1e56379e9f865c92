package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.GenerateOptions;
import io.vesalius.engine.Answer;
import io.vesalius.prompt.Message;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Texts continued, and text to tokens and back. */
@Timeout(120)
final class CompletionTest {
    private static final String PATH = "/v1/completions";
    private static final String TEXT = "once upon a time";

    @TempDir private static Path folder;
    private static Running running;

    @BeforeAll
    static void start() {
        running = Running.of(SmallModels.LLAMA, folder);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static Client.Reply post(final String members) {
        return running.client().post(PATH, "{'temperature': 0, 'max_tokens': 9, " + members + "}");
    }

    private static Answer alone() {
        return running.model().generate(TEXT, GenerateOptions.GREEDY.withMaxTokens(9));
    }

    @Test
    void an_answer_is_the_one_that_the_library_gives() {
        final Client.Reply reply = post("'prompt': '" + TEXT + "'");

        assertThat(reply.at("object").stringValue()).isEqualTo("text_completion");
        assertThat(reply.at("choices.0.text").stringValue()).isEqualTo(alone().text());
    }

    @Test
    void ids_are_a_prompt_too() {
        final String ids = Arrays.toString(running.model().encode(TEXT));

        assertThat(post("'prompt': " + ids).at("choices.0.text").stringValue())
                .isEqualTo(alone().text());
    }

    @Test
    void several_prompts_are_answered_in_their_order_streamed_or_not() {
        final String prompts = "'n': 2, 'prompt': ['hello', '" + TEXT + "']";
        final Client.Reply whole = post(prompts);
        final List<JsonNode> chunks = post(prompts + ", 'stream': true").chunks();

        assertThat(whole.json().get("choices")).hasSize(4);
        assertThat(whole.at("choices.2.text").stringValue()).isEqualTo(alone().text());
        for (int i = 0; i < 4; i++) {
            final int index = i;
            final StringBuilder text = new StringBuilder();
            chunks.stream()
                    .map(chunk -> chunk.at("/choices/0"))
                    .filter(choice -> choice.get("index").intValue() == index)
                    .forEach(choice -> text.append(choice.get("text").stringValue()));
            assertThat(text.toString()).isEqualTo(whole.at("choices." + i + ".text").stringValue());
        }
    }

    @Test
    void timings_of_several_prompts_are_added_up_streamed_or_not() {
        final String prompts = "'prompt': ['hello', '" + TEXT + "']";
        final JsonNode whole = post(prompts).json();
        final List<JsonNode> chunks = post(prompts + ", 'stream': true").chunks();
        final List<JsonNode> told = chunks.stream().filter(each -> each.has("timings")).toList();

        assertThat(whole.at("/timings/predicted_n").intValue())
                .isEqualTo(whole.at("/usage/completion_tokens").intValue());
        assertThat(
                        whole.at("/timings/prompt_n").intValue()
                                + whole.at("/timings/cache_n").intValue())
                .isEqualTo(whole.at("/usage/prompt_tokens").intValue());
        assertThat(told).containsExactly(chunks.getLast());
        assertThat(told.getFirst().at("/timings/predicted_n"))
                .isEqualTo(whole.at("/timings/predicted_n"));
    }

    @Test
    void an_echo_begins_with_the_prompt() {
        final String asked = "'prompt': '" + TEXT + "', 'echo': true";
        final String text = post(asked).at("choices.0.text").stringValue();

        assertThat(text).isEqualTo(TEXT + alone().text());
        assertThat(
                        post(asked + ", 'stream': true")
                                .chunks()
                                .getFirst()
                                .at("/choices/0/text")
                                .stringValue())
                .isEqualTo(TEXT);
    }

    @Test
    void log_probabilities_are_four_arrays_of_one_length() {
        final JsonNode logProbs =
                post("'prompt': '" + TEXT + "', 'logprobs': 2").at("choices.0.logprobs");

        assertThat(logProbs.get("tokens").size()).isPositive();
        for (final String name : List.of("text_offset", "token_logprobs", "top_logprobs")) {
            assertThat(logProbs.get(name)).hasSameSizeAs(logProbs.get("tokens"));
        }
    }

    @Test
    void a_prompt_is_cut_where_asked_and_what_was_dropped_is_told() {
        final Client.Reply last = post("'prompt': 'a b c d e f', 'truncate_prompt_tokens': 2");
        final Client.Reply fitting =
                post("'prompt': '" + "hello ".repeat(900) + "', 'truncate_prompt_tokens': -1");

        assertThat(last.at("usage.prompt_tokens").intValue()).isEqualTo(2);
        assertThat(last.at("timings.dropped_tokens").intValue()).isPositive();
        assertThat(fitting.status()).isEqualTo(200);
        assertThat(fitting.at("timings.dropped_tokens").intValue()).isPositive();
    }

    @Test
    void tokens_of_a_text_and_of_a_conversation_are_those_of_the_model() {
        final Client.Reply text =
                running.client()
                        .post("/tokenize", "{'prompt': '" + TEXT + "', 'return_token_strs': true}");
        final Client.Reply chat =
                running.client()
                        .post("/tokenize", "{'messages': [{'role': 'user', 'content': 'hi'}]}");

        assertThat(ids(text)).containsExactly(running.model().encode(TEXT));
        assertThat(text.at("token_strs").size()).isEqualTo(text.at("count").intValue());
        assertThat(ids(chat)).containsExactly(running.model().encode(List.of(Message.user("hi"))));
    }

    private static int[] ids(final Client.Reply reply) {
        return reply.at("tokens").valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    @Test
    void tokens_become_text_again() {
        final Client.Reply tokens =
                running.client()
                        .post("/tokenize", "{'prompt': 'hello', 'add_special_tokens': false}");

        assertThat(
                        running.client()
                                .post("/detokenize", "{'tokens': " + tokens.at("tokens") + "}")
                                .at("prompt")
                                .stringValue())
                .isEqualTo("hello");
        assertThat(
                        running.client()
                                .post("/detokenize", "{'tokens': [99999]}")
                                .at("error.param")
                                .stringValue())
                .isEqualTo("tokens");
    }

    @Test
    void the_model_is_listed() {
        final Client.Reply reply = running.client().get("/v1/models");

        assertThat(reply.at("data.0.id").stringValue()).isEqualTo(Running.MODEL);
        assertThat(reply.at("data.0.max_model_len").intValue()).isEqualTo(512);
    }
}
