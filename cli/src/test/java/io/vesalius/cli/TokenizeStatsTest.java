package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.Shared;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class TokenizeStatsTest {
    @TempDir private Path folder;
    private Path model;
    private Path german;
    private Path english;

    @BeforeEach
    void writeFiles() throws IOException {
        model = SmallModels.LLAMA.writeTo(folder);
        german = Files.writeString(folder.resolve("deu.txt"), "alle Menschen sind fr\u00FCh");
        english = Files.writeString(folder.resolve("eng.txt"), "all are early");
    }

    private CliRun stats(final Object... more) {
        final List<Object> all =
                new java.util.ArrayList<>(
                        List.of("tokenize", "-m", model, "--stats", german, english));
        all.addAll(List.of(more));
        return CliRun.of(all.toArray());
    }

    @Test
    void each_file_is_a_line_with_its_lengths() {
        final JsonNode line = stats("--json").jsonLines().getFirst();

        assertThat(line.get("text").stringValue()).isEqualTo("deu");
        assertThat(line.get("words").asInt()).isEqualTo(4);
        assertThat(line.get("characters").asInt()).isEqualTo(23);
        assertThat(line.get("bytes").asInt()).isEqualTo(24);
        final int tokens =
                CliRun.of("tokenize", "-m", model, "--json", "alle Menschen sind fr\u00FCh")
                        .json()
                        .get("ids")
                        .size();
        assertThat(line.get("tokens").asInt()).isEqualTo(tokens);
        assertThat(line.get("tokens_per_word").asDouble()).isEqualTo(tokens / 4.0);
    }

    @Test
    void english_is_the_baseline_and_attention_grows_with_the_square_of_the_length() {
        final List<JsonNode> lines = stats("--json").jsonLines();

        assertThat(lines).allMatch(line -> line.get("baseline").stringValue().equals("eng"));
        final JsonNode words = lines.getFirst().get("as_words");
        assertThat(words.get("kv_memory").asDouble()).isEqualTo(1.3333);
        assertThat(words.get("attention").asDouble()).isEqualTo(1.7778);
        assertThat(lines.getLast().get("as_tokens").get("attention").asDouble()).isEqualTo(1);
    }

    @Test
    void another_baseline_may_be_named() {
        final List<JsonNode> lines = stats("--baseline", "deu", "--json").jsonLines();

        assertThat(lines.getFirst().get("as_bytes").get("kv_memory").asDouble()).isEqualTo(1);
        assertThat(lines.getLast().get("as_bytes").get("kv_memory").asDouble()).isEqualTo(0.5417);
    }

    @Test
    void a_model_that_can_run_tells_the_memory_of_keys_and_values() {
        final JsonNode line = stats("--json").jsonLines().getFirst();

        assertThat(line.get("kv_bytes").asLong()).isPositive();
        assertThat(stats().out()).contains(" KiB\n");
    }

    @Test
    void people_see_a_table_of_lengths_and_a_table_of_costs() {
        assertThat(stats().out())
                .contains("text     words  characters     bytes    tokens")
                .contains("Times as much as eng takes")
                .containsPattern("deu +4 +23 +24 ");
    }

    @ParameterizedTest
    @CsvSource({
        "--baseline=fra, '--baseline is ''fra'', which is none of the files: there are deu, eng'",
        "--bos, --stats counts the tokens of whole files alone",
    })
    void wrong_usage_is_explained(final String option, final String message) {
        final CliRun run = stats(option);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void many_texts_without_stats_are_refused() {
        final CliRun run = CliRun.of("tokenize", "-m", model, "once", "upon");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("2 texts: give one, in quotes if it has spaces");
    }

    @Test
    void a_vocabulary_alone_tells_no_memory() {
        final Path vocabulary = Shared.path("tokenizers/ggml-vocab-gpt-2.gguf");
        final JsonNode line =
                CliRun.of("tokenize", "-m", vocabulary, "--stats", "--json", english).json();

        assertThat(line.get("kv_bytes").isNull()).isTrue();
        assertThat(line.get("tokens").asInt()).isEqualTo(3);
    }
}
