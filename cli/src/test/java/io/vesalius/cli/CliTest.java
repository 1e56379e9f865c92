package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What holds for every command: help, exit codes, error lines. */
final class CliTest {
    @TempDir private Path folder;

    @Test
    void help_lists_every_command_on_standard_output() {
        final CliRun run = CliRun.of("help");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(Commands.ALL.stream().map(Commands::purpose).toArray(String[]::new));
    }

    @Test
    void help_of_each_command_has_examples_and_explains_every_option() {
        for (final Commands command : Commands.ALL) {
            final CliRun run = CliRun.of("help", command.name());

            assertThat(run.code()).isZero();
            assertThat(run.out())
                    .startsWith(command.purpose() + ".\n\nUsage: vesalius " + command.name())
                    .contains("Examples:\n  vesalius " + command.name())
                    .doesNotContain("${", "null");
            assertThat(run.out().lines()).allMatch(line -> line.length() <= 120);
            assertThat(CliRun.of(command.name(), "--help")).isEqualTo(run);
        }
    }

    @Test
    void no_command_is_wrong_usage_and_shows_what_there_is() {
        assertThat(CliRun.of()).isEqualTo(new CliRun(2, "", CliRun.of("help").out()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dance", "--colour", "@nothing-of-this-name"})
    void an_unknown_command_is_wrong_usage_and_named(final String word) {
        assertThat(CliRun.of(word))
                .isEqualTo(
                        new CliRun(
                                2,
                                "",
                                "vesalius: no command '%s': there are %s\n"
                                        .formatted(word, names())));
    }

    private static String names() {
        return String.join(", ", Commands.ALL.stream().map(Commands::name).toList())
                + "; 'vesalius help' explains them";
    }

    @Test
    void a_leading_at_sign_is_text_and_no_file_of_arguments() {
        final Path model = SmallModels.LLAMA.writeTo(folder);

        assertThat(CliRun.of("tokenize", "-m", model, "@nothing").out()).contains("'@'");
    }

    @Test
    void an_unknown_option_is_named_and_help_pointed_to() {
        final CliRun run = CliRun.of("inspect", "--frobnicate", "x.gguf");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("--frobnicate", "(vesalius help inspect)")
                .containsOnlyOnce("\n");
    }

    @Test
    void a_value_of_the_wrong_kind_names_its_option() {
        final CliRun run = CliRun.of("inspect", "--memory", "plenty", "x.gguf");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--memory", "'plenty' is no amount of memory");
    }

    @Test
    void no_model_says_what_to_name() {
        final CliRun run = CliRun.of("tokenize", "text");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("no model", "-m FILE.gguf");
    }

    @Test
    void a_directory_a_hub_name_and_a_missing_file_say_what_works() {
        assertFailure(CliRun.of("inspect", folder), "Hugging Face layout", "GGUF file");
        assertFailure(CliRun.of("inspect", "Qwen/Qwen3-0.6B:Q8_0"), "hub", "download");
        assertFailure(CliRun.of("inspect", folder.resolve("no.gguf")), "no such file");
        assertFailure(CliRun.of("inspect", "a\0b"), "no path");
    }

    private static void assertFailure(final CliRun run, final String... parts) {
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("vesalius: ").contains(parts).containsOnlyOnce("\n");
    }

    @Test
    void a_damaged_file_is_one_line_and_no_trace() throws Exception {
        final Path file = Files.writeString(folder.resolve("page.gguf"), "<!DOCTYPE html>");

        assertFailure(CliRun.of("inspect", file), "page.gguf");
    }

    @Test
    void a_reader_that_went_away_ends_it_quietly() {
        final Path model = SmallModels.LLAMA.writeTo(folder);

        assertThat(CliRun.intoBroken("Broken pipe", "inspect", model))
                .isEqualTo(new CliRun(0, "", ""));
    }

    @Test
    void an_output_that_is_full_is_a_failure() {
        final Path model = SmallModels.LLAMA.writeTo(folder);

        assertThat(CliRun.intoBroken("No space left on device", "inspect", model))
                .isEqualTo(
                        new CliRun(
                                1,
                                "",
                                "vesalius: the output can't be written: No space left on"
                                        + " device\n"));
    }

    @Test
    void an_internal_error_has_an_id_and_a_file_with_its_trace() throws Exception {
        final CliRun run = CliRun.run(new FailingInput(), false, tokenizeInput());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .matches("vesalius: internal error [0-9a-f]{8}: .*the mouse ate it.*--debug.*\n");
        final Path log = Path.of(run.err().replaceAll("(?s).*trace is in (.*); --debug.*", "$1"));
        assertThat(Files.readString(log)).contains("FailingInput.read");
        Files.delete(log);
    }

    @Test
    void debug_shows_the_trace_of_an_internal_error() {
        final CliRun run = CliRun.run(new FailingInput(), false, tokenizeInput("--debug"));

        assertThat(run.err()).contains("the mouse ate it", "FailingInput.read");
    }

    private Object[] tokenizeInput(final String... more) {
        final Path model = SmallModels.LLAMA.writeTo(folder);
        final List<Object> args = new ArrayList<>(List.of("tokenize", "-m", model, "-"));
        args.addAll(List.of(more));
        return args.toArray();
    }

    /** Standard input with a defect of the kind that no command expects. */
    private static final class FailingInput extends InputStream {
        @Override
        public int read() {
            throw new IllegalStateException("the mouse ate it");
        }

        @Override
        public int read(final byte[] bytes, final int from, final int count) {
            return read();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version", "-V"})
    void the_version_is_one_line(final String word) {
        final CliRun run = CliRun.of(word);

        assertThat(run.code()).isZero();
        assertThat(run.out()).matches("vesalius \\d+\\.\\d+\\.\\d+\\S*, Java .*\\n");
    }

    @Test
    void errors_are_coloured_on_a_terminal_only() {
        assertThat(CliRun.onTerminal("dance").err()).startsWith("\u001b[1;31mvesalius:\u001b[0m ");
        assertThat(CliRun.of("dance").err()).doesNotContain("\u001b");
    }

    @Test
    void a_number_that_is_none_is_told_in_words() {
        assertThat(CliRun.of("run", "-n", "1.5", "hello").err())
                .startsWith(
                        "vesalius: Invalid value for option '--max-tokens': '1.5' is no whole"
                                + " number from -2147483648 to 2147483647");
        assertThat(CliRun.of("run", "--seed", "9223372036854775808", "hello").err())
                .contains("is no whole number from -9223372036854775808 to 9223372036854775807");
        assertThat(CliRun.of("run", "--top-p", "much", "hello"))
                .matches(run -> run.code() == 2 && run.err().contains("'much' is no number"));
    }
}
