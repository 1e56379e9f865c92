package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The server does what its description says, by a validator of other people. */
@Timeout(120)
final class OpenApiTest {
    private static final String HELLO = "'messages': [{'role': 'user', 'content': 'hello'}]";

    private static final Map<String, Schema> SCHEMAS = new HashMap<>();

    @TempDir private static Path folder;
    private static Running running;
    private static ObjectNode document;

    @BeforeAll
    static void start() {
        running = Running.of(SmallModels.LLAMA, folder);
        document = (ObjectNode) running.client().get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static Schema schema(final String name) {
        return SCHEMAS.computeIfAbsent(name, OpenApiTest::compiled);
    }

    private static Schema compiled(final String name) {
        final ObjectNode whole = document.deepCopy();
        whole.put("$ref", "#/components/schemas/" + name);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole.toString());
    }

    private static void assertFits(final String name, final JsonNode value) {
        assertThat(schema(name).validate(value)).as(value.toString()).isEmpty();
    }

    @Test
    void every_path_is_described_and_every_described_path_is_there() {
        final Set<String> described = new HashSet<>();
        document.get("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .propertyNames()
                                        .forEach(
                                                method ->
                                                        described.add(
                                                                method + " " + path.getKey())));

        assertThat(described)
                .containsExactlyInAnyOrder(
                        "get /health",
                        "get /ready",
                        "get /v1/models",
                        "post /v1/chat/completions",
                        "post /v1/completions",
                        "post /tokenize",
                        "post /detokenize");
        for (final String each : described) {
            final String[] parts = each.split(" ");
            assertThat(
                            running.client()
                                    .send(parts[0].toUpperCase(Locale.ROOT), parts[1], "")
                                    .status())
                    .isIn(200, 400);
        }
    }

    @ParameterizedTest
    @CsvSource({"/health,Status", "/ready,Status", "/v1/models,Models"})
    void what_is_got_fits_its_description(final String path, final String name) {
        assertFits(name, running.client().get(path).json());
    }

    @Test
    void chats_fit_their_description_whole_and_streamed() {
        for (final String more :
                List.of(
                        "",
                        ", 'n': 2, 'logprobs': true, 'top_logprobs': 2",
                        ", 'return_token_ids': true, 'stop': ['e', 'a']",
                        ", 'use_beam_search': true, 'n': 2",
                        ", 'stop_token_ids': [5, 6, 7], 'ignore_eos': true")) {
            final String asked = "{" + HELLO + ", 'max_tokens': 6" + more;
            assertFits("Chat", post("/v1/chat/completions", asked + "}"));
            if (!more.contains("beam")) {
                streamed(
                                "/v1/chat/completions",
                                asked
                                        + ", 'stream': true, 'stream_options': {'include_usage':"
                                        + " true}}")
                        .forEach(chunk -> assertFits("ChatChunk", chunk));
            }
        }
    }

    @Test
    void completions_fit_their_description_whole_and_streamed() {
        for (final String more : List.of("", ", 'n': 2, 'logprobs': 2", ", 'echo': true")) {
            final String asked = "{'prompt': 'hello', 'max_tokens': 6" + more;
            assertFits("Completion", post("/v1/completions", asked + "}"));
            streamed("/v1/completions", asked + ", 'stream': true}")
                    .forEach(chunk -> assertFits("CompletionChunk", chunk));
        }
    }

    @Test
    void tokens_and_errors_fit_their_description() {
        assertFits("Tokenize", post("/tokenize", "{'prompt': 'hello', 'return_token_strs': true}"));
        assertFits("Detokenize", post("/detokenize", "{'tokens': [5, 6]}"));
        assertFits("Error", post("/tokenize", "{}"));
        assertFits("Error", post("/v1/chat/completions", "{'messages': 7}"));
        assertFits("Error", running.client().get("/nothing").json());
        assertFits("Error", running.client().get("/tokenize").json());
    }

    private static JsonNode post(final String path, final String json) {
        return running.client().post(path, json).json();
    }

    private static List<JsonNode> streamed(final String path, final String json) {
        return running.client().post(path, json).chunks();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "true  | 'temperature': 0.5, 'top_k': -1, 'user': 'x', 'tools': []",
                "true  | 'stop': 'x', 'logit_bias': {'5': -100}, 'seed': -1, 'n': null",
                "true  | 'response_format': {'type': 'text'}, 'tool_choice': 'none'",
                "false | 'temperature': 'warm'",
                "false | 'n': 17",
                "false | 'stop': [1]",
                "false | 'frobnicate': 1",
                "false | 'tools': [{}]",
                "false | 'response_format': {'type': 'json_object'}",
                "false | 'max_tokens': 1.5",
                "false | 'logit_bias': {'5': 101}"
            })
    void a_request_is_taken_just_where_it_fits_the_description(
            final boolean fits, final String members) {
        final String asked = ("{" + HELLO + ", " + members + "}").replace('\'', '"');
        final String shorter =
                members.contains("max_tokens")
                        ? asked
                        : asked.replace("}]", "}], \"max_tokens\": 1");

        assertThat(schema("ChatRequest").validate(Client.parse(shorter)).isEmpty()).isEqualTo(fits);
        assertThat(running.client().send("POST", "/v1/chat/completions", shorter).status())
                .isEqualTo(fits ? 200 : 400);
    }
}
