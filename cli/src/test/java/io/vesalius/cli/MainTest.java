package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;

final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... args) {
        return Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void version_is_the_one_of_the_build() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("vesalius \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @Test
    void no_command_is_wrong_usage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).startsWith("Usage: vesalius");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void an_unknown_option_is_wrong_usage_and_named() {
        assertThat(run("--colour")).isEqualTo(2);
        assertThat(err.toString()).contains("--colour");
    }

    @Test
    void a_leading_at_sign_is_text_and_no_file() {
        assertThat(run("@nothing-of-this-name")).isEqualTo(2);
        assertThat(err.toString()).contains("@nothing-of-this-name");
    }
}
