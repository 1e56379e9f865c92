package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What run and chat do where no model is named. */
final class BuiltInModelTest {
    private static final String NOTE =
            "no model was named: this is the built-in one, which knows little stories only;"
                    + " -m FILE.gguf runs a bigger one\n";

    @Test
    void run_tells_a_story_and_says_in_one_line_whose() {
        final CliRun run = CliRun.of("run", "-q", "-n", "30", "--seed", "1", "Once upon a time");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEqualTo(NOTE);
        assertThat(run.out()).hasSizeGreaterThan(40);
    }

    @Test
    void chat_goes_on_from_a_message() {
        final CliRun run = CliRun.of("chat", "-q", "-n", "20", "--message", "One day, a cat");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEqualTo(NOTE);
        assertThat(run.out()).isNotBlank();
    }
}
