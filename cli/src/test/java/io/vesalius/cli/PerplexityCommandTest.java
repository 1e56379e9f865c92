package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class PerplexityCommandTest {
    @TempDir private Path folder;
    private Path model;
    private Path text;

    @BeforeEach
    void write() throws IOException {
        model = SmallModels.LLAMA.writeTo(folder);
        text = Files.writeString(folder.resolve("text.txt"), "It was a dark and stormy night.\n");
    }

    @Test
    void it_is_exp_of_the_mean_over_the_scored_tokens() {
        final int ids =
                CliRun.withInput(
                                "It was a dark and stormy night.\n",
                                "tokenize",
                                "-m",
                                model,
                                "--json",
                                "-")
                        .json()
                        .get("ids")
                        .size();
        final JsonNode json =
                CliRun.of("perplexity", "-m", model, "--window", "10", "--json", text).json();

        // This vocabulary adds BOS: every token has something before it.
        assertThat(json.get("tokens").intValue()).isEqualTo(ids);
        assertThat(json.get("windows").intValue()).isEqualTo(Math.ceilDiv(ids, 10));
        assertThat(json.get("perplexity").doubleValue())
                .isCloseTo(Math.exp(json.get("nll").doubleValue() / ids), within(1e-9));
    }

    @Test
    void a_window_of_the_whole_context_fits_with_bos() {
        assertThat(CliRun.of("perplexity", "-m", model, "-w", "8", "-c", "8", text).code())
                .isZero();
    }

    @Test
    void a_window_may_be_far_longer_than_the_context_where_the_cache_forgets() throws IOException {
        final Path small = SmallModels.LLAMA.withContextLength(16).writeTo(folder);
        final Path poem = folder.resolve("poem.txt");
        Files.writeString(poem, "It was a dark and stormy night.\n".repeat(20));
        assertThat(CliRun.of("perplexity", "-m", small, "-w", "9999", poem).err())
                .contains("the context holds 16");
        final CliRun run =
                CliRun.of("perplexity", "-m", small, "-w", "9999", "--recent", "8", "--json", poem);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.json().get("windows").intValue()).isOne();
        assertThat(run.json().get("tokens").intValue()).isGreaterThan(200);
    }

    @Test
    void people_see_one_line() {
        assertThat(CliRun.of("perplexity", "-m", model, text).out())
                .matches("perplexity \\d+\\.\\d{4} \\(\\d+ tokens in 1 windows, .* s\\)\n");
    }

    @Test
    void a_window_of_nothing_and_an_empty_text_are_refused() throws IOException {
        final Path empty = Files.writeString(folder.resolve("empty.txt"), "");

        assertThat(CliRun.of("perplexity", "-m", model, "-w", "0", text))
                .matches(r -> r.code() == 2 && r.err().contains("--window"));
        assertThat(CliRun.of("perplexity", "-m", model, empty))
                .matches(r -> r.code() == 1 && r.err().contains("0 tokens"));
        assertThat(CliRun.of("perplexity", "-m", model, folder))
                .matches(r -> r.code() == 1 && r.err().contains("directory"));
    }
}
