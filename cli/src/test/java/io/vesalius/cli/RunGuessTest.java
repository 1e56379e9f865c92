package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class RunGuessTest extends OverSmallLlama {
    @Test
    void a_draft_guesses_and_changes_nothing() {
        final JsonNode alone = run("--temp", "0", "--json", PROMPT).json();
        final CliRun guessed = run("--temp", "0", "--draft", model, "--draft-tokens", "3", PROMPT);
        final JsonNode json = run("--temp", "0", "--draft", model, "--json", PROMPT).json();

        assertThat(json.get("ids")).isEqualTo(alone.get("ids"));
        assertThat(json.get("timings").get("draft_n").intValue()).isPositive();
        assertThat(alone.get("timings").get("draft_n").intValue()).isZero();
        assertThat(guessed.err()).contains("guesses ", "right (");
    }

    @Test
    void the_journal_tells_what_was_guessed_and_how_many_were_right() throws IOException {
        final Path file = folder.resolve("journal.jsonl");
        final JsonNode json =
                run("--temp", "0", "--draft", model, "--journal", file, "--json", PROMPT).json();
        final List<JsonNode> drafted =
                Files.readAllLines(file).stream()
                        .map(new JsonMapper()::readTree)
                        .filter(each -> each.get("event").stringValue().equals("drafted"))
                        .toList();

        assertThat(drafted.getFirst().propertyNames())
                .containsExactly(
                        "event",
                        "step",
                        "request",
                        "choice",
                        "position",
                        "tokens",
                        "accepted",
                        "source");
        assertThat(drafted)
                .allMatch(each -> each.get("source").stringValue().equals("draft_model"));
        assertThat(drafted.stream().mapToInt(each -> each.get("accepted").intValue()).sum())
                .isEqualTo(json.at("/timings/draft_n_accepted").intValue());
        assertThat(drafted.stream().mapToInt(each -> each.get("tokens").size()).sum())
                .isEqualTo(json.at("/timings/draft_n").intValue());
    }

    @Test
    void a_draft_of_another_vocabulary_is_refused_by_name() {
        final CliRun run = run("--draft", SmallModels.GEMMA3.writeTo(folder), PROMPT);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("--draft: ", "token 418 is '<start_of_turn>' there and '<|user|>' here");
    }

    @Test
    void what_guesses_is_named_once() {
        assertThat(run("--draft", model, "--prompt-lookup", "3", PROMPT).err())
                .contains("--draft and --prompt-lookup both guess: choose one of them");
        assertThat(run("--draft-tokens", "3", PROMPT).err())
                .contains("--draft-tokens is for --draft, which is missing");
        assertThat(run("--draft", model, "--draft-tokens", "33", PROMPT).err())
                .contains("--draft-tokens: 33 tokens to guess: it must be from 1 to 32");
        assertThat(run("--prompt-lookup", "0", PROMPT).err())
                .contains("--prompt-lookup: 0 tokens to guess: it must be from 1 to 32");
    }
}
