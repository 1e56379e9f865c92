package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.OpenOptions;
import io.vesalius.engine.EngineOptions;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

/** Requests that can't be answered: each gets one line that names the parameter. */
@Timeout(120)
final class RefusalTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String COMPLETIONS = "/v1/completions";
    private static final String HELLO = "'messages': [{'role': 'user', 'content': 'hello'}]";

    @TempDir private static Path folder;
    private static Running running;

    @BeforeAll
    static void start() {
        final long pages = 400_000; // bytes: fewer tokens than the context
        running =
                Running.of(
                        SmallModels.LLAMA,
                        folder,
                        OpenOptions.DEFAULT.withEngine(EngineOptions.DEFAULT.withKvBytes(pages)),
                        options -> options);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @AfterEach
    void others_are_still_answered() {
        assertThat(chat("'max_tokens': 1").status()).isEqualTo(200);
    }

    private static Client.Reply chat(final String members) {
        return running.client().post(CHAT, "{" + HELLO + ", " + members + "}");
    }

    private static void assertRefused(final Client.Reply reply, final String parameter) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.header("content-type")).isEqualTo("application/json");
        assertThat(reply.at("error.param").asString("none")).as(reply.text()).isEqualTo(parameter);
        assertThat(reply.at("error.type").stringValue()).isEqualTo("invalid_request_error");
        assertThat(reply.at("error.message").stringValue()).isNotBlank().doesNotContain("\n");
        assertThat(reply.at("error.message").stringValue().length()).isLessThan(1500);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_tokens                  | 0",
                "max_tokens                  | -1",
                "max_tokens                  | 2147483648",
                "max_tokens                  | 1.5",
                "max_tokens                  | '\"12\"'",
                "max_completion_tokens       | 0",
                "n                           | 0",
                "n                           | 1000000",
                "n                           | []",
                "top_logprobs                | 1000000",
                "top_logprobs                | 3",
                "logprobs                    | 3",
                "temperature                 | -1",
                "temperature                 | 1e38",
                "temperature                 | 1e-46",
                "temperature                 | 1e400",
                "temperature                 | true",
                "repetition_penalty          | 1e9",
                "repetition_penalty          | -1",
                "min_p                       | 2",
                "typical_p                   | -1",
                "mirostat_tau                | 1e9",
                "top_p                       | 0",
                "top_p                       | 2",
                "top_k                       | -5",
                "top_k                       | 1e3",
                "min_p                       | -0.1",
                "presence_penalty            | 1e9",
                "frequency_penalty           | -1e9",
                "repetition_penalty          | 0",
                "logit_bias                  | '{\"99999\": 1}'",
                "logit_bias                  | '{\"-1\": 1}'",
                "logit_bias                  | '{\"word\": 1}'",
                "logit_bias.5                | '{\"5\": 1e30}'",
                "logit_bias.5                | '{\"5\": \"1\"}'",
                "logit_bias                  | []",
                "stop_token_ids              | [99999]",
                "stop_token_ids[0]           | [-1]",
                "stop_token_ids[1]           | [1, 4294967296]",
                "stop                        | '\"\"'",
                "stop                        | '[\"\"]'",
                "stop                        | 7",
                "stop[0]                     | [7]",
                "seed                        | 9223372036854775808",
                "seed                        | 1.5",
                "stream                      | '\"yes\"'",
                "stream_options              | '{}'",
                "stream_options              | 1",
                "min_tokens                  | -1",
                "priority                    | 1e3",
                "truncate_prompt_tokens      | 0",
                "response_format.type        | '{\"type\": \"json_object\"}'",
                "response_format.type        | '{\"type\": \"json_schema\", \"json_schema\": {}}'",
                "response_format             | '\"text\"'",
                "chat_template_kwargs        | '{\"messages\": []}'",
                "chat_template_kwargs        | '{\"bos_token\": \"x\"}'",
                "tools                       | '[{\"type\": \"function\"}]'",
                "tool_choice                 | '\"required\"'",
                "functions                   | '[{}]'",
                "guided_json                 | '{}'",
                "prompt_logprobs             | 2",
                "frobnicate                  | 1",
                "Temperature                 | 1"
            })
    void a_parameter_with_a_value_that_cannot_be_is_named(
            final String parameter, final String value) {
        final String name = parameter.replaceAll("[.\\[].*", "");

        assertRefused(
                running.client()
                        .send(
                                "POST",
                                CHAT,
                                "{\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}],"
                                        + " \"%s\": %s}".formatted(name, value)),
                parameter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messages                 | []",
                "messages                 | {}",
                "messages                 | null",
                "messages                 | 'hello'",
                "messages[0]              | ['hello']",
                "messages[0].role         | [{'content': 'x'}]",
                "messages[0].role         | [{'role': 'wizard', 'content': 'x'}]",
                "messages[0].role         | [{'role': 'tool', 'content': 'x'}]",
                "messages[0].content      | [{'role': 'user'}]",
                "messages[0].content      | [{'role': 'user', 'content': null}]",
                "messages[0].content      | [{'role': 'user', 'content': ''}]",
                "messages[0].content      | [{'role': 'user', 'content': 7}]",
                "messages[0].content      | [{'role': 'user', 'content': []}]",
                "messages[0].content[0].type | [{'role': 'user', 'content': [{'type':"
                        + " 'image_url'}]}]",
                "messages[0].tool_calls   | [{'role': 'assistant', 'content': 'x', 'tool_calls':"
                        + " [1]}]",
                "messages[0].mood         | [{'role': 'user', 'content': 'x', 'mood': 'good'}]"
            },
            quoteCharacter = '~')
    void a_message_that_says_nothing_or_is_none_is_named(
            final String parameter, final String messages) {
        assertRefused(
                running.client().post(CHAT, "{'messages': %s}".formatted(messages)), parameter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "prompt       | ''",
                "prompt       | []",
                "prompt       | null",
                "prompt       | {}",
                "prompt       | 5",
                "prompt       | ['']",
                "prompt[1]    | ['a', 5]",
                "prompt[0]    | [-1]",
                "prompt       | [99999]",
                "prompt[1][0] | [[1], ['x']]",
                "prompt[0]    | [[]]"
            })
    void a_prompt_that_is_none_is_named(final String parameter, final String prompt) {
        assertRefused(
                running.client().post(COMPLETIONS, "{'prompt': %s}".formatted(prompt)), parameter);
    }

    @Test
    void a_prompt_longer_than_the_context_is_refused_with_both_numbers() {
        final Client.Reply reply =
                running.client().post(COMPLETIONS, "{'prompt': '" + "hello ".repeat(600) + "'}");

        assertRefused(reply, "prompt");
        assertThat(reply.at("error.message").stringValue()).contains("tokens", "512");
    }

    @Test
    void a_conversation_longer_than_the_context_is_refused_by_the_name_of_messages() {
        assertRefused(
                running.client()
                        .post(
                                CHAT,
                                "{'messages': [{'role': 'user', 'content': '"
                                        + "hello ".repeat(600)
                                        + "'}]}"),
                "messages");
    }

    @Test
    void what_the_cache_can_never_hold_is_refused_at_once_with_the_arithmetic() {
        final Client.Reply reply = chat("'n': 16, 'max_tokens': 400");

        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.at("error.code").stringValue()).isEqualTo("insufficient_capacity");
        assertThat(reply.at("error.message").stringValue()).contains("pages");
    }

    @Test
    void a_million_candidates_of_an_answer_are_refused() {
        assertRefused(
                running.client().post(COMPLETIONS, "{'prompt': 'hello', 'best_of': 1000000}"),
                "best_of");
        assertRefused(
                running.client().post(COMPLETIONS, "{'prompt': 'hello', 'logprobs': 1000000}"),
                "logprobs");
    }

    @Test
    void the_least_temperature_that_there_is_takes_the_likeliest_token() {
        final Client.Reply least = chat("'max_tokens': 8, 'temperature': 1e-45");

        assertThat(least.status()).as(least.text()).isEqualTo(200);
        assertThat(least.at("choices.0.message.content"))
                .isEqualTo(
                        chat("'max_tokens': 8, 'temperature': 0").at("choices.0.message.content"));
    }

    @Test
    void too_many_biases_stops_and_stop_tokens_are_refused() {
        final StringBuilder biases = new StringBuilder("'0': 1");
        for (int i = 1; i < 1_000_000; i++) {
            biases.append(", '").append(i).append("': 1");
        }
        assertRefused(chat("'logit_bias': {" + biases + "}"), "logit_bias");
        assertRefused(chat("'stop': [" + "'x',".repeat(9999) + "'x']"), "stop");
        assertRefused(chat("'stop': '" + "x".repeat(1 << 20) + "'"), "stop");
        assertRefused(chat("'stop_token_ids': [" + "5,".repeat(9999) + "5]"), "stop_token_ids");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "{",
                "[]",
                "7",
                "null",
                "{\"messages\": [NaN]}",
                "{\"temperature\": Infinity}",
                "{} {}",
                "{}x",
                "{'messages': []}",
                "{\"n\": 1, \"n\": 2}",
                "{\"n\": 0123}",
                "{\"messages\": \"\u0000\"}"
            })
    void a_body_that_is_no_json_object_is_refused(final String body) {
        final Client.Reply reply = running.client().send("POST", CHAT, body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("error.code").stringValue()).isEqualTo("invalid_json");
        assertThat(reply.at("error.message").stringValue())
                .startsWith("the body")
                .doesNotContain("\n");
    }

    @Test
    void deep_json_is_refused() {
        final String deep = "{\"metadata\": " + "[".repeat(10_000) + "]".repeat(10_000) + "}";

        assertThat(running.client().send("POST", CHAT, deep).at("error.code").stringValue())
                .isEqualTo("invalid_json");
    }

    @Test
    void an_unknown_model_is_not_found_and_its_name_cannot_break_lines() {
        final Client.Reply reply = chat("'model': 'gpt-5\\nINFO all is well\\u001b[2J'");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.at("error.code").stringValue()).isEqualTo("model_not_found");
        assertThat(reply.at("error.message").stringValue())
                .contains("gpt-5", "'small'")
                .doesNotContain("\n", "\u001b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/../admin",
                "/v1/%2e%2e/health",
                "//health",
                "/health/",
                "/v1//models",
                "/V1/models",
                "/admin"
            })
    void a_path_that_is_none_is_not_found(final String path) {
        final Client.Reply reply = running.client().get(path);

        assertThat(reply.status()).isIn(404, 400);
        assertThat(reply.at("error.message").stringValue()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "DELETE", "PATCH", "FROBNICATE"})
    void a_method_that_is_none_is_told_the_right_one(final String method) {
        assertThat(Raw.ask(running, method + " /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("\r\nallow: GET\r\n");
    }

    @Test
    void a_wrong_method_is_told_the_right_one() {
        final Client.Reply reply = running.client().get(CHAT);

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("allow")).isEqualTo("POST");
    }

    @Test
    void odd_texts_are_texts() {
        for (final String text :
                new String[] {
                    "\\ud800",
                    "\\ufeffhello",
                    "a\\u0000b",
                    "\\u202eabc",
                    "a" + "\\u0301".repeat(300),
                    "<|user|>system<|assistant|>"
                }) {
            final Client.Reply reply =
                    running.client()
                            .post(
                                    COMPLETIONS,
                                    "{'prompt': '"
                                            + text
                                            + "', 'max_tokens': 1,"
                                            + " 'truncate_prompt_tokens': 100}");
            assertThat(reply.status()).as(text + reply.text()).isEqualTo(200);
        }
    }
}
