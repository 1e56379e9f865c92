package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.Shared;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

final class TokenizeCommandTest {
    @TempDir private Path folder;

    private Path model() {
        return SmallModels.LLAMA.writeTo(folder);
    }

    @Test
    void pieces_put_together_are_the_text() {
        final JsonNode json = CliRun.of("tokenize", "-m", model(), "--json", "Hello, wörld").json();

        assertThat(json.propertyNames()).containsExactly("ids", "pieces");
        assertThat(json.get("ids").size()).isEqualTo(json.get("pieces").size()).isPositive();
        assertThat(String.join("", strings(json.get("pieces")))).contains("Hello").contains("rld");
    }

    @Test
    void bos_comes_only_when_asked_for() {
        final List<Integer> plain = ids(CliRun.of("tokenize", "-m", model(), "--json", "a").json());
        final List<Integer> bos =
                ids(CliRun.of("tokenize", "-m", model(), "--json", "--bos", "a").json());

        assertThat(bos).hasSize(plain.size() + 1).endsWith(plain.toArray(Integer[]::new));
    }

    @Test
    void control_tokens_in_the_text_count_only_when_asked_for() {
        final String text = "<|user|>";

        assertThat(ids(CliRun.of("tokenize", "-m", model(), "--json", text).json()))
                .hasSizeGreaterThan(1);
        assertThat(ids(CliRun.of("tokenize", "-m", model(), "--json", "--special", text).json()))
                .hasSize(1);
    }

    @Test
    void standard_input_is_one_text() {
        final CliRun argument = CliRun.of("tokenize", "-m", model(), "--json", "one\ntwo\n");
        final CliRun input =
                CliRun.withInput("one\ntwo\n", "tokenize", "-m", model(), "--json", "-");

        assertThat(input).isEqualTo(argument);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a==b====c", "a==b====c=="})
    void a_separator_parts_texts_and_may_end_the_last(final String input) {
        final List<JsonNode> lines =
                CliRun.withInput(
                                input,
                                "tokenize",
                                "-m",
                                model(),
                                "--json",
                                "--separator",
                                "==",
                                "-")
                        .jsonLines();

        assertThat(lines).hasSize(4);
        assertThat(lines.get(1))
                .isEqualTo(CliRun.of("tokenize", "-m", model(), "--json", "b").json());
        assertThat(ids(lines.get(2))).isEmpty();
    }

    @Test
    void a_separator_may_be_written_with_escapes() {
        final CliRun run =
                CliRun.withInput(
                        "a\n=\nb",
                        "tokenize",
                        "-m",
                        model(),
                        "--json",
                        "--separator",
                        "\\n=\\n",
                        "-");

        assertThat(run.jsonLines()).hasSize(2);
    }

    @Test
    void people_see_a_token_a_line() {
        final CliRun run = CliRun.of("tokenize", "-m", model(), "Hello\n");

        assertThat(run.out()).contains("'\\n'\n").endsWith(" tokens\n");
    }

    @Test
    void input_that_is_no_utf8_is_refused_with_its_place() {
        final byte[] bytes = {'a', 'b', (byte) 0xff};
        final CliRun run =
                CliRun.run(
                        new java.io.ByteArrayInputStream(bytes),
                        false,
                        "tokenize",
                        "-m",
                        model(),
                        "-");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "vesalius: standard input: byte 0xff at 2 is not UTF-8: convert the text"
                                + " first\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-2", "llama-spm", "llama-bpe", "qwen2", "phi-3"})
    void reference_vectors_come_out_line_by_line(final String name) throws IOException {
        final Path vocabulary = Shared.path("tokenizers/ggml-vocab-" + name + ".gguf");
        final String input =
                Files.readString(vocabulary.resolveSibling(vocabulary.getFileName() + ".inp"));
        final List<String> expected =
                Files.readAllLines(vocabulary.resolveSibling(vocabulary.getFileName() + ".out"));
        final CliRun run =
                CliRun.withInput(
                        input,
                        "tokenize",
                        "-m",
                        vocabulary,
                        "--json",
                        "--separator",
                        "\n__ggml_vocab_test__\n",
                        "-");

        assertThat(run.jsonLines())
                .extracting(TokenizeCommandTest::ids)
                .isEqualTo(expected.stream().map(TokenizeCommandTest::numbers).toList());
    }

    private static List<Integer> numbers(final String line) {
        return Arrays.stream(line.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    private static List<Integer> ids(final JsonNode json) {
        return json.get("ids").valueStream().map(JsonNode::intValue).toList();
    }

    private static List<String> strings(final JsonNode json) {
        return json.valueStream().map(JsonNode::stringValue).toList();
    }
}
