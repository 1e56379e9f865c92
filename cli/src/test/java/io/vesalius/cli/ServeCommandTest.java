package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The server as a process, and the load generator against it. */
@Timeout(120)
final class ServeCommandTest {
    @TempDir private Path folder;

    @Test
    void the_load_generator_times_it_and_draws_a_picture() throws Exception {
        final Path model = SmallModels.QWEN3.writeTo(folder);
        final Path plot = folder.resolve("times.svg");
        try (ServerProcess server =
                ServerProcess.of(List.of(), "-m", model.toString(), "--alias", "small", "-q")) {
            final CliRun closed =
                    CliRun.of(
                            "load",
                            server.url(),
                            "--clients",
                            4,
                            "--requests",
                            10,
                            "-n",
                            8,
                            "--prompt-words",
                            "5-20",
                            "--ignore-eos",
                            "--json",
                            "--plot",
                            plot);
            final CliRun open =
                    CliRun.of(
                            "load",
                            server.url() + "/v1/",
                            "--rate",
                            50,
                            "--requests",
                            10,
                            "-n",
                            3,
                            "--prompt-words",
                            "7",
                            "--ignore-eos",
                            "--completions");

            assertThat(closed.code()).as(closed.err()).isZero();
            assertThat(closed.out())
                    .contains("\"completed\":10", "\"failed\":0", "\"output_tokens\":80")
                    .contains("\"ttft\":{\"mean_ms\":", "\"tpot\":", "\"e2e\":");
            assertThat(Files.readString(plot)).startsWith("<svg ").endsWith("</svg>\n");
            assertThat(open.code()).as(open.err()).isZero();
            assertThat(open.out()).startsWith("10 answered, 0 failed in ");
        }
    }

    @Test
    void a_server_that_is_not_there_is_one_line() {
        final CliRun run = CliRun.of("load", "http://127.0.0.1:1", "--requests", 1);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("vesalius: http://127.0.0.1:1 can't be asked: ");
    }

    @Test
    void other_commands_load_nothing_of_the_server() throws Exception {
        final Path model = SmallModels.QWEN3.writeTo(folder);
        final Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-verbose:class",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.vesalius.cli.Main",
                                "run",
                                "-m",
                                model.toString(),
                                "-n",
                                "2",
                                "hello")
                        .redirectErrorStream(true)
                        .start();
        final String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(output)
                .contains("io.vesalius.cli.RunCommand")
                .doesNotContain(
                        "io.helidon", "io.micrometer", "io.vesalius.server", "jdk.jfr.Event");
    }
}
