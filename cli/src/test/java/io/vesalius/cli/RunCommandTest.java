package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.Shared;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class RunCommandTest extends OverSmallLlama {
    @Test
    void the_continuation_goes_to_standard_output_and_timings_to_standard_error() {
        final CliRun text = run("--temp", "0", PROMPT);
        final JsonNode json = run("--temp", "0", "--json", PROMPT).json();

        assertThat(text.code()).isZero();
        assertThat(text.out()).isEqualTo(json.get("text").stringValue()).isNotEmpty();
        assertThat(text.err()).contains("prompt ", "generated ", "latency ", "8 tokens");
        assertThat(run("--temp", "0", "--quiet", PROMPT)).isEqualTo(new CliRun(0, text.out(), ""));
    }

    @Test
    void timings_begin_a_line_of_their_own_where_both_streams_go_to_one_place() {
        assertThat(run("--temp", "0", PROMPT).err()).startsWith("\nprompt ");
        assertThat(run("--temp", "0", "--logit-bias", "13=100", PROMPT).err())
                .startsWith("prompt ");
    }

    @Test
    void json_has_text_ids_reason_seed_and_timings() {
        final JsonNode json = run("--json", "--seed", "7", PROMPT).json();

        assertThat(json.propertyNames())
                .containsExactly(
                        "text",
                        "ids",
                        "finish_reason",
                        "finish_cause",
                        "seed",
                        "dropped_tokens",
                        "timings");
        assertThat(json.get("ids").size()).isEqualTo(8);
        assertThat(json.get("finish_reason").stringValue()).isEqualTo("length");
        assertThat(json.get("seed").intValue()).isEqualTo(7);
        final JsonNode timings = json.get("timings");
        assertThat(timings.get("predicted_n").intValue()).isEqualTo(8);
        assertThat(timings.get("prompt_n").intValue()).isPositive();
        assertThat(timings.propertyNames())
                .startsWith(
                        "cache_n",
                        "prompt_n",
                        "prompt_ms",
                        "prompt_per_token_ms",
                        "prompt_per_second",
                        "predicted_n",
                        "predicted_ms",
                        "predicted_per_token_ms",
                        "predicted_per_second");
        assertThat(timings).allMatch(JsonNode::isNumber);
    }

    @Test
    void a_seed_that_was_shown_gives_the_same_text_again() {
        final JsonNode first = run("--json", "--temp", "2", "--top-k", "0", PROMPT).json();
        final JsonNode again =
                run("--json", "--temp", "2", "--top-k", "0", "-s", first.get("seed"), PROMPT)
                        .json();

        assertThat(again.get("ids")).isEqualTo(first.get("ids"));
    }

    @Test
    void a_prompt_may_be_an_argument_a_file_or_standard_input() throws IOException {
        final Path file = Files.writeString(folder.resolve("prompt.txt"), PROMPT);
        final JsonNode argument = run("--temp", "0", "--json", PROMPT).json();
        final CliRun input =
                CliRun.withInput(
                        PROMPT, "run", "-m", model, "-n", "8", "--temp", "0", "--json", "-");

        assertThat(run("--temp", "0", "--json", "-f", file).json().get("ids"))
                .isEqualTo(argument.get("ids"));
        assertThat(input.json().get("ids")).isEqualTo(argument.get("ids"));
    }

    @Test
    void the_parts_of_a_prompt_become_a_text_that_is_gone_on_with() {
        final String text =
                "Be brief.\n\nTranslate.\n\nInput: sea\nOutput: mer\n\nInput: red\nOutput:";
        final JsonNode parts =
                run(
                                "--temp",
                                "0",
                                "--json",
                                "--role",
                                "Be brief.",
                                "--directive",
                                "Translate.",
                                "--example",
                                "sea => mer",
                                "red")
                        .json();
        final JsonNode whole =
                run("--temp", "0", "--json", "--stop", "\nInput:", "--stop", "\nOutput:", text)
                        .json();

        assertThat(parts.get("ids")).isEqualTo(whole.get("ids"));
        assertThat(parts.at("/timings/prompt_n")).isEqualTo(whole.at("/timings/prompt_n"));
    }

    @Test
    void a_directive_needs_no_prompt_and_a_role_alone_is_no_prompt() {
        assertThat(run("--directive", "Count to ten.").code()).isZero();
        assertThat(run("--role", "You are kind."))
                .matches(r -> r.code() == 1 && r.err().contains("a directive or a question"));
        assertThat(run("--context-file", folder, "Why?"))
                .matches(r -> r.code() == 1 && r.err().contains("directory"));
    }

    @Test
    void a_stop_text_ends_it_and_is_not_shown() {
        final String text = run("--temp", "0", "--json", PROMPT).json().get("text").stringValue();
        final String stop = text.substring(3, 5);
        final JsonNode json = run("--temp", "0", "--json", "--stop", stop, PROMPT).json();

        assertThat(json.get("text").stringValue()).isEqualTo(text.substring(0, text.indexOf(stop)));
        assertThat(json.get("finish_reason").stringValue()).isEqualTo("stop");
        assertThat(json.get("stop").stringValue()).isEqualTo(stop);
    }

    @Test
    void a_stop_token_ends_it() {
        final JsonNode ids = run("--temp", "0", "--json", PROMPT).json().get("ids");
        final JsonNode json =
                run("--temp", "0", "--json", "--stop-token", ids.get(0), PROMPT).json();

        assertThat(json.get("ids").size()).isEqualTo(1);
        assertThat(json.get("finish_cause").stringValue()).isEqualTo("stop_token");
    }

    @Test
    void a_bias_forces_a_token_and_forbids_one() {
        final JsonNode forced =
                run("--temp", "0", "--json", "--logit-bias", "70=100", PROMPT).json();
        final JsonNode both =
                run(
                                "--temp",
                                "0",
                                "--json",
                                "--logit-bias",
                                "70=-inf",
                                "--logit-bias",
                                "71=100",
                                PROMPT)
                        .json();

        assertThat(forced.get("ids")).allMatch(id -> id.intValue() == 70);
        assertThat(both.get("ids")).allMatch(id -> id.intValue() == 71);
    }

    @Test
    void log_probabilities_come_with_the_likeliest_tokens() {
        final JsonNode json = run("--temp", "0", "--json", "--log-probs", "3", PROMPT).json();

        assertThat(json.get("log_probs").size()).isEqualTo(8);
        for (int i = 0; i < 8; i++) {
            final JsonNode token = json.get("log_probs").get(i);
            assertThat(token.get("id")).isEqualTo(json.get("ids").get(i));
            assertThat(token.get("top").size()).isEqualTo(3);
            assertThat(token.at("/top/0/log_prob")).isEqualTo(token.get("log_prob"));
        }
    }

    @Test
    void several_choices_are_listed_and_the_first_is_that_of_the_same_seed_alone() {
        final JsonNode json =
                run("--json", "--temp", "2", "--seed", "1", "--choices", "3", PROMPT).json();
        final JsonNode alone = run("--json", "--temp", "2", "--seed", "1", PROMPT).json();

        assertThat(json.get("choices").size()).isEqualTo(3);
        assertThat(json.at("/choices/0/ids")).isEqualTo(json.get("ids"));
        assertThat(json.get("ids")).isEqualTo(alone.get("ids"));
        assertThat(run("-N", "3", PROMPT).out()).contains("--- 1 (", "--- 2 (", "--- 3 (");
    }

    @Test
    void beams_come_best_first() {
        final JsonNode json =
                run("--json", "--beam", "4", "--n-best", "3", "--early-stop", "first", PROMPT)
                        .json();

        assertThat(json.get("choices"))
                .extracting(c -> c.get("score").doubleValue())
                .hasSize(3)
                .isSortedAccordingTo(java.util.Comparator.<Double>reverseOrder());
    }

    @ParameterizedTest
    @CsvSource({
        "--top-p, 2",
        "--temperature, -1",
        "--temperature, hot",
        "--top-k, -5",
        "--min-p, 1.5",
        "--typical, 0",
        "--repetition-penalty, 0",
        "--dry-base, 0.5",
        "--xtc-probability, 2",
        "--order, shuffle",
        "--log-probs, 21",
        "--logit-bias, 5",
        "--logit-bias, cat=1",
        "--logit-bias, 999999=1",
        "--stop-token, x",
        "--stop-token, 999999",
        "--max-tokens, 0",
        "--min-tokens, -1",
        "--choices, 17",
        "--beam, 17",
        "--early-stop, soon",
        "--cache-type, f8",
        "--context, 100000",
        "--recent, 0",
        "--recent, 100000",
        "--sinks, 4",
        "--sparse-pages, 2",
        "--heavy-pages, 0",
        "--recent-pages, 4",
        "--threads, 0",
        "--kernels, abacus",
        "--kv-memory, lots",
        "--seed, 1.5"
    })
    void a_value_out_of_range_names_its_option_and_is_wrong_usage(
            final String option, final String value) {
        final CliRun run = CliRun.of("run", "-m", model, option, value, PROMPT);

        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(option).containsOnlyOnce("\n");
    }

    @Test
    void no_prompt_and_two_prompts_are_wrong_usage() {
        assertThat(run()).matches(r -> r.code() == 2 && r.err().contains("no prompt"));
        assertThat(run("-f", "x", "y")).matches(r -> r.code() == 2 && r.err().contains("two"));
    }

    @Test
    void a_prompt_over_the_context_is_refused_with_both_numbers_or_cut_when_asked() {
        final String prompt = "word ".repeat(40);
        final CliRun refused = run("--context", "32", prompt);
        final JsonNode cut = run("--context", "32", "--truncate", "--json", prompt).json();

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("32", "tokens");
        assertThat(cut.get("dropped_tokens").intValue()).isPositive();
        assertThat(cut.at("/timings/prompt_n").intValue()).isEqualTo(24);
    }

    @Test
    void a_cache_too_small_is_refused_with_the_arithmetic() {
        final CliRun run = run("--kv-memory", "1KiB", PROMPT);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("1024 bytes");
    }

    @Test
    void the_journal_tells_what_was_done_and_is_the_same_for_the_same_request() throws IOException {
        final List<JsonNode> first = journal(folder.resolve("1.jsonl"));
        final List<JsonNode> second = journal(folder.resolve("2.jsonl"));

        assertThat(first)
                .extracting(e -> e.get("event").stringValue())
                .startsWith("arrived")
                .contains("scheduled", "stepped", "ended");
        assertThat(chosen(first)).hasSize(8).isEqualTo(chosen(second));
    }

    private List<JsonNode> journal(final Path file) throws IOException {
        assertThat(run("--seed", "3", "--journal", file, PROMPT).code()).isZero();
        return Files.readAllLines(file).stream().map(new JsonMapper()::readTree).toList();
    }

    private static List<JsonNode> chosen(final List<JsonNode> events) {
        return events.stream().filter(e -> e.get("event").stringValue().equals("chosen")).toList();
    }

    @Test
    void a_reader_that_goes_away_ends_the_generation_quietly() {
        assertThat(CliRun.intoBroken("Broken pipe", "run", "-m", model, "-n", "400", PROMPT))
                .isEqualTo(new CliRun(0, "", ""));
    }

    @Test
    void a_model_writes_no_control_characters_to_a_terminal() {
        final int escape =
                CliRun.of("tokenize", "-m", model, "--json", "\u001b")
                        .json()
                        .get("ids")
                        .valueStream()
                        .toList()
                        .getLast()
                        .intValue();
        final CliRun run =
                CliRun.onTerminal(
                        "run", "-m", model, "-n", "3", "--logit-bias", escape + "=100", PROMPT);

        assertThat(run.out()).isEqualTo("\\u{1b}".repeat(3) + "\n");
    }

    @Test
    void a_real_model_tells_the_same_story_as_the_reference() throws IOException {
        final JsonNode expected =
                new JsonMapper()
                        .readTree(Files.readString(Shared.path("fixtures/stories260K-once.json")));
        final JsonNode json =
                CliRun.of(
                                "run",
                                "-m",
                                Shared.path("models/stories260K-f32.gguf"),
                                "--temperature",
                                "0",
                                "-n",
                                "195",
                                "--json",
                                PROMPT)
                        .json();

        assertThat(json.get("ids")).isEqualTo(expected.get("greedy"));
        assertThat(json.at("/timings/prompt_n").intValue()).isEqualTo(expected.get("ids").size());
    }

    @Test
    void a_journal_in_no_folder_is_refused_before_the_model_is_loaded() {
        assertThat(run("--journal", folder.resolve("no/journal.jsonl"), PROMPT))
                .matches(r -> r.code() == 1 && r.err().contains("its folder isn't there"));
    }
}
