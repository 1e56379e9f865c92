package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.GenerateOptions;
import io.vesalius.engine.Answer;
import io.vesalius.prompt.Message;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.List;

@Timeout(120)
final class ChatTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String HELLO =
            "'messages': [{'role': 'user', 'content': 'hello world'}], 'max_tokens': 12, 'seed': 7,"
                    + " 'ignore_eos': true";

    @TempDir private static Path folder;
    private static Running running;

    @BeforeAll
    static void start() {
        running = Running.of(SmallModels.QWEN3, folder);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static Client.Reply post(final String members) {
        return running.client().post(PATH, "{" + members + "}");
    }

    private static Answer alone() {
        return running.model()
                .chat(
                        List.of(Message.user("hello world")),
                        GenerateOptions.DEFAULT
                                .withSampling(SamplingParameters.NEUTRAL)
                                .withSeed(7)
                                .withStop(StopParameters.DEFAULT.withIgnoreEos(true))
                                .withMaxTokens(12));
    }

    @Test
    void an_answer_is_the_one_that_the_library_gives() {
        final Client.Reply reply = post(HELLO);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("object").stringValue()).isEqualTo("chat.completion");
        assertThat(reply.at("choices.0.message.role").stringValue()).isEqualTo("assistant");
        assertThat(reply.at("choices.0.message.content").stringValue()).isEqualTo(alone().text());
        assertThat(reply.at("choices.0.finish_reason").stringValue()).isEqualTo("length");
        assertThat(reply.at("usage.completion_tokens").intValue()).isEqualTo(12);
        assertThat(reply.at("timings.predicted_n").intValue()).isEqualTo(12);
    }

    @Test
    void a_stream_is_the_same_answer_in_pieces() {
        final Client.Reply reply = post(HELLO + ", 'stream': true");

        final List<JsonNode> chunks = reply.chunks();
        assertThat(reply.header("content-type")).startsWith("text/event-stream");
        assertThat(reply.isDone()).isTrue();
        assertThat(chunks.getFirst().at("/choices/0/delta/role").stringValue())
                .isEqualTo("assistant");
        assertThat(content(chunks, 0)).isEqualTo(alone().text());
        assertThat(chunks.getLast().at("/choices/0/finish_reason").stringValue())
                .isEqualTo("length");
        assertThat(chunks.getLast().at("/timings/predicted_n").intValue()).isEqualTo(12);
    }

    private static String content(final List<JsonNode> chunks, final int index) {
        final StringBuilder text = new StringBuilder();
        for (final JsonNode chunk : chunks) {
            for (final JsonNode choice : chunk.get("choices")) {
                if (choice.get("index").intValue() == index) {
                    text.append(choice.at("/delta/content").asString(""));
                }
            }
        }
        return text.toString();
    }

    @Test
    void several_answers_are_numbered_and_each_is_complete_in_a_stream() {
        final String two = HELLO + ", 'n': 2";
        final List<JsonNode> chunks = post(two + ", 'stream': true").chunks();
        final Client.Reply whole = post(two);

        assertThat(whole.json().get("choices")).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(content(chunks, i))
                    .isEqualTo(whole.at("choices." + i + ".message.content").stringValue());
        }
    }

    @Test
    void log_probabilities_are_those_of_the_library_and_come_in_streams_too() {
        final String asked = HELLO + ", 'logprobs': true, 'top_logprobs': 3";
        final JsonNode whole = post(asked).at("choices.0.logprobs.content");
        final List<JsonNode> streamed =
                post(asked + ", 'stream': true").chunks().stream()
                        .flatMap(chunk -> chunk.at("/choices/0/logprobs/content").valueStream())
                        .toList();
        final Answer answer =
                running.model()
                        .chat(
                                List.of(Message.user("hello world")),
                                GenerateOptions.DEFAULT
                                        .withSampling(SamplingParameters.NEUTRAL.withLogProbs(3))
                                        .withSeed(7)
                                        .withStop(StopParameters.DEFAULT.withIgnoreEos(true))
                                        .withMaxTokens(12));

        assertThat(whole.valueStream().map(token -> token.get("logprob").doubleValue()))
                .containsExactlyElementsOf(
                        answer.completions().getFirst().tokens().stream()
                                .map(token -> token.logProb())
                                .toList());
        assertThat(whole.get(0).get("top_logprobs")).hasSize(3);
        assertThat(streamed).isEqualTo(whole.valueStream().toList());
    }

    @Test
    void a_stop_text_ends_the_answer_and_is_told_apart() {
        final String text = alone().text();
        final String stop = text.substring(3, 5);
        final Client.Reply reply =
                running.client()
                        .send(
                                "POST",
                                PATH,
                                ("{" + HELLO + ", 'stop': STOP}")
                                        .replace('\'', '"')
                                        .replace("STOP", quoted(stop)));

        assertThat(reply.at("choices.0.finish_reason").stringValue()).isEqualTo("stop");
        assertThat(reply.at("choices.0.stop_reason").stringValue()).isEqualTo(stop);
        assertThat(reply.at("choices.0.message.content").stringValue())
                .isEqualTo(text.substring(0, text.indexOf(stop)));
    }

    private static String quoted(final String text) {
        return JsonMapper.shared().writeValueAsString(text);
    }

    @Test
    void usage_comes_at_the_end_of_a_stream_where_asked_for_and_tells_what_was_cached() {
        final String long1 =
                "'messages': [{'role': 'user', 'content': '" + "once ".repeat(60) + "'}]";
        final String asked =
                long1
                        + ", 'max_tokens': 2, 'stream': true, 'stream_options': {'include_usage':"
                        + " true}";
        post(asked);
        final JsonNode last = post(asked).chunks().getLast();

        assertThat(last.get("choices")).isEmpty();
        assertThat(last.at("/usage/prompt_tokens_details/cached_tokens").intValue())
                .isGreaterThanOrEqualTo(16);
    }

    @Test
    void the_same_seed_gives_the_same_answer_and_another_seed_another() {
        final String other = HELLO.replace("'seed': 7", "'seed': -8");

        assertThat(post(HELLO).at("choices"))
                .isEqualTo(post(HELLO).at("choices"))
                .isNotEqualTo(post(other).at("choices"));
    }

    @Test
    void parts_of_text_are_joined_and_developer_is_system() {
        final String said =
                "'messages': [{'role': '%s', 'content': 'be kind'}, {'role': 'user', 'content':"
                        + " %s}], 'max_tokens': 3, 'seed': 1";

        assertThat(
                        post(said.formatted(
                                        "developer",
                                        "[{'type': 'text', 'text': 'a'}, {'type': 'text', 'text':"
                                                + " 'b'}]"))
                                .at("choices"))
                .isEqualTo(post(said.formatted("system", "'a\\nb'")).at("choices"));
    }

    @Test
    void null_is_the_same_as_absent() {
        final String nulls =
                ", 'temperature': null, 'stop': null, 'logit_bias': null, 'tools': null, 'stream':"
                        + " null, 'user': null";

        assertThat(post(HELLO + nulls).at("choices")).isEqualTo(post(HELLO).at("choices"));
    }

    @Test
    void inert_parameters_change_nothing() {
        final String inert =
                ", 'user': 'me', 'metadata': {'a': 'b'}, 'store': true, 'service_tier': 'auto'";

        assertThat(post(HELLO + inert).at("choices")).isEqualTo(post(HELLO).at("choices"));
    }

    @Test
    void a_bias_forces_a_token() {
        final int id = 70;
        final Client.Reply reply =
                post(HELLO + ", 'return_token_ids': true, 'logit_bias': {'" + id + "': 100}");

        assertThat(reply.at("choices.0.token_ids").valueStream().map(JsonNode::intValue))
                .containsOnly(id);
    }

    @Test
    void beams_are_as_many_as_answers_and_best_first() {
        final Client.Reply reply =
                post(HELLO + ", 'n': 3, 'use_beam_search': true, 'temperature': 0");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().get("choices")).hasSize(3);
    }
}
