package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Schemas, tools, ids of clients, images and prompts that are made to harm. */
@Timeout(120)
final class BadInputTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String COMPLETIONS = "/v1/completions";
    private static final String HELLO = "'messages': [{'role': 'user', 'content': 'hello'}]";

    private static final String SCHEMA_REFUSED =
            "response_format.type is \"json_schema\": allowed: \"text\"";
    private static final String GRAMMAR_REFUSED =
            "guided_json isn't supported: answers can't be held to a grammar yet";
    private static final String TOOLS_REFUSED =
            "tools isn't supported: models can't call tools here yet";
    private static final String IMAGE_REFUSED =
            "messages[0].content[0].type is \"image_url\": allowed: \"text\"";

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

    private static void assertRefused(
            final String members, final String parameter, final String message) {
        final Client.Reply reply =
                running.client().post(CHAT, "{" + HELLO + ", " + members + ", 'max_tokens': 1}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.at("error.param").stringValue()).isEqualTo(parameter);
        assertThat(reply.at("error.message").stringValue()).isEqualTo(message);
    }

    @Test
    void a_schema_of_whatever_kind_is_refused_before_it_is_looked_at() {
        final List<String> schemas =
                List.of(
                        "{'$ref': '#'}",
                        "{'$ref': 'http://127.0.0.1:1/schema.json'}",
                        "{'enum': [" + "1, ".repeat(100_000) + "1]}",
                        "{'type': 'string', 'pattern': '(a+)+$'}",
                        "{'allOf': [{'type': 'string'}, {'type': 'number'}]}");
        for (final String schema : schemas) {
            assertRefused(
                    "'response_format': {'type': 'json_schema', 'json_schema': {'name': 'x',"
                            + " 'schema': %s}}".formatted(schema),
                    "response_format.type",
                    SCHEMA_REFUSED);
            assertRefused("'guided_json': " + schema, "guided_json", GRAMMAR_REFUSED);
        }
    }

    @Test
    void a_tool_of_whatever_kind_is_refused_before_it_is_looked_at() {
        final List<String> functions =
                List.of(
                        "{'name': 'f', 'parameters': {'type': 7}}",
                        "{'name': 'f', 'parameters': {'type': 'string', 'pattern': '(('}}",
                        "{'name': 'f\\nINFO all is well', 'parameters': {}}",
                        "'f'");
        for (final String function : functions) {
            assertRefused(
                    "'tools': [{'type': 'function', 'function': %s}]".formatted(function),
                    "tools",
                    TOOLS_REFUSED);
        }
    }

    @Test
    void requests_that_call_themselves_alike_are_answered_each_for_itself() throws Exception {
        final List<Future<JsonNode>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                final String prompt = i % 2 == 0 ? "once upon a time" : "the little girl said";
                answers.add(
                        clients.submit(
                                () ->
                                        running.client()
                                                .post(
                                                        COMPLETIONS,
                                                        "{'prompt': '%s', 'request_id': 'same',"
                                                                        .formatted(prompt)
                                                                + " 'temperature': 0,"
                                                                + " 'max_tokens': 20}")
                                                .json()));
            }
        }
        for (int i = 0; i < answers.size(); i++) {
            final JsonNode first = answers.get(i % 2).get();
            assertThat(answers.get(i).get().at("/choices")).isEqualTo(first.at("/choices"));
        }
        assertThat(answers.get(0).get().at("/choices"))
                .isNotEqualTo(answers.get(1).get().at("/choices"));
        assertThat(answers.stream().map(each -> each.resultNow().at("/id")).distinct()).hasSize(8);
    }

    @Test
    void an_image_is_refused_and_nothing_is_fetched() throws IOException {
        try (ServerSocket trap = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            final List<String> urls =
                    List.of(
                            "http://127.0.0.1:%d/image.png".formatted(trap.getLocalPort()),
                            "http://169.254.169.254/latest/meta-data",
                            "file:///etc/passwd",
                            "data:image/png;base64,iVBORw0KGgo=");
            for (final String url : urls) {
                final Client.Reply reply =
                        running.client()
                                .post(
                                        CHAT,
                                        "{'messages': [{'role': 'user', 'content': [{'type':"
                                                + " 'image_url', 'image_url': {'url': '%s'}}]}]}"
                                                        .formatted(url));
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.at("error.param").stringValue())
                        .isEqualTo("messages[0].content[0].type");
                assertThat(reply.at("error.message").stringValue()).isEqualTo(IMAGE_REFUSED);
            }
            trap.setSoTimeout(1); // whoever connected is in the queue already
            assertThat(connects(trap)).isFalse();
        }
    }

    private static boolean connects(final ServerSocket trap) throws IOException {
        try (var connection = trap.accept()) {
            return connection.isConnected();
        } catch (SocketTimeoutException nobody) {
            return false;
        }
    }

    @Test
    void a_prompt_far_too_long_is_refused_by_its_bytes() {
        final String text = "ab ".repeat(1 << 20);

        assertThat(
                        running.client()
                                .post(COMPLETIONS, "{'prompt': '" + text + "'}")
                                .at("error.message")
                                .stringValue())
                .isEqualTo(
                        "the prompt has at least %d tokens, by its length alone, and the context holds 512 with at least one to generate: shorten it, or ask for truncation"
                                .formatted(Math.ceilDiv(3 << 20, "<|assistant|>".length())));
        assertThat(
                        running.client()
                                .post(
                                        CHAT,
                                        "{'messages': [{'role': 'user', 'content': '%s'}]}"
                                                .formatted(text))
                                .at("error.param")
                                .stringValue())
                .isEqualTo("messages");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "^", " ", "\u0301", "\u202e", "\ud83d\ude00"})
    void a_million_times_the_same_character_is_tokenised(final String character) {
        final Client.Reply reply =
                running.client()
                        .post("/tokenize", "{'prompt': '" + character.repeat(1_000_000) + "'}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("count").intValue()).isPositive();
    }

    @Test
    void a_prompt_far_too_long_that_may_be_cut_is_answered() {
        final Client.Reply reply =
                running.client()
                        .post(
                                COMPLETIONS,
                                "{'prompt': '%s', 'truncate_prompt_tokens': 20, 'max_tokens': 1}"
                                        .formatted("ab ".repeat(20_000)));

        assertThat(reply.at("usage.prompt_tokens").intValue()).isEqualTo(20);
    }
}
