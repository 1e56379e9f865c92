package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

final class RehearsalTest {
    @Test
    void every_command_of_it_succeeds_and_says_something() {
        for (final List<String> command : Rehearsal.COMMANDS) {
            final CliRun run = CliRun.withInput(Rehearsal.INPUT, command.toArray());

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).as(command.toString()).contains(" the ");
        }
    }
}
