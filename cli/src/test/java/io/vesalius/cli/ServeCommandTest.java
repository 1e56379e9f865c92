package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The server as a process, and the load generator against it. */
@Timeout(120)
final class ServeCommandTest {
    private static final int TERMINATED = 128 + 15;

    @TempDir private Path folder;

    /** A process of the command line, and what it has said so far on standard error. */
    private record Running(Process process, BufferedReader err, String url)
            implements AutoCloseable {
        static Running of(final List<String> options, final String... serve) throws IOException {
            final List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
            command.add(System.getProperty("java.class.path"));
            command.addAll(List.of("io.vesalius.cli.Main", "serve", "--port", "0"));
            command.addAll(List.of(serve));
            final Process process = new ProcessBuilder(command).start();
            final BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
            String line = err.readLine();
            while (line != null && !line.startsWith("serving ")) {
                line = err.readLine();
            }
            return new Running(process, err, String.valueOf(line).replaceAll(".* at ", ""));
        }

        HttpRequest.Builder ask(final String path) {
            return HttpRequest.newBuilder(URI.create(url + path));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void told_to_end_it_lets_an_answer_under_way_end_and_takes_no_more() throws Exception {
        final Path model = SmallModels.LLAMA.withContextLength(4096).writeTo(folder);
        try (Running server = Running.of(List.of(), "-m", model.toString());
                HttpClient http = HttpClient.newHttpClient()) {
            final HttpResponse<Stream<String>> stream =
                    http.send(
                            server.ask("/v1/completions")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "{\"prompt\": \"once\", \"max_tokens\": 1500,"
                                                            + " \"ignore_eos\": true, \"stream\":"
                                                            + " true}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofLines());
            final Iterator<String> lines = stream.body().iterator();
            assertThat(lines.next()).startsWith("data: ");
            server.process().toHandle().destroy(); // leaves its standard error open
            String last = "";
            while (lines.hasNext()) {
                final String line = lines.next();
                last = line.isEmpty() ? last : line;
            }

            assertThat(last).isEqualTo("data: [DONE]");
            assertThat(server.process().waitFor()).isEqualTo(TERMINATED);
            assertThat(server.err().lines().collect(Collectors.joining("\n")))
                    .contains("path=/v1/completions", "generated_tokens=1500", "status=200")
                    .doesNotContain("once");
        }
    }

    @Test
    void the_load_generator_times_it_and_draws_a_picture() throws Exception {
        final Path model = SmallModels.QWEN3.writeTo(folder);
        final Path plot = folder.resolve("times.svg");
        try (Running server =
                Running.of(List.of(), "-m", model.toString(), "--alias", "small", "-q")) {
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
