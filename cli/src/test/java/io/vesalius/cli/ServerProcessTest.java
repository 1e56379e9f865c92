package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a server ends, and what it lives through. */
@Timeout(120)
final class ServerProcessTest {
    private static final String PATH = "/v1/completions";
    private static final String LONG =
            "{'prompt': 'once', 'max_tokens': 1500, 'ignore_eos': true, 'stream': true}";
    private static final String ENDLESS = LONG.replace("'max_tokens': 1500, ", "");

    @TempDir private Path folder;

    /** Streams that have begun; the lines of each. */
    private static List<Iterator<String>> begun(
            final HttpClient http, final ServerProcess server, final String json, final int count)
            throws IOException, InterruptedException {
        final List<Iterator<String>> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final HttpResponse<Stream<String>> stream =
                    http.send(server.post(PATH, json), HttpResponse.BodyHandlers.ofLines());
            streams.add(stream.body().iterator());
            assertThat(streams.getLast().next()).startsWith("data: ");
        }
        return streams;
    }

    private static List<String> events(final Iterator<String> lines) {
        final List<String> events = new ArrayList<>();
        while (lines.hasNext()) {
            final String line = lines.next();
            if (!line.isEmpty()) {
                events.add(line);
            }
        }
        return events;
    }

    /** The status of one more request; 503 too where nobody listens any more. */
    private static int status(final HttpClient http, final ServerProcess server)
            throws InterruptedException {
        try {
            return http.send(
                            server.post(PATH, "{'prompt': 'late', 'max_tokens': 1}"),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 503;
        }
    }

    @Test
    void on_sigterm_answers_under_way_end_no_more_are_taken_and_its_exit_code_is_0()
            throws Exception {
        final Path model = SmallModels.LLAMA.withContextLength(4096).writeTo(folder);
        try (ServerProcess server = ServerProcess.of(List.of(), "-m", model.toString());
                HttpClient http = HttpClient.newHttpClient()) {
            final List<Iterator<String>> streams = begun(http, server, LONG, 4);
            server.terminate();
            while (status(http, server) != 503) {
                Thread.sleep(5);
            }
            for (final Iterator<String> stream : streams) {
                assertThat(events(stream)).last().isEqualTo("data: [DONE]");
            }
            assertThat(server.process().waitFor()).isZero();
            final String said = server.err().lines().collect(Collectors.joining("\n"));
            assertThat(said.split("generated_tokens=1500", -1)).hasSize(5);
            assertThat(said).contains("path=/v1/completions").doesNotContain("once");
        }
    }

    @Test
    void when_the_drain_time_is_over_streams_end_with_an_error_and_the_process_with_0()
            throws Exception {
        final Path model = SmallModels.LLAMA.withContextLength(500_000).writeTo(folder);
        try (ServerProcess server =
                        ServerProcess.of(
                                List.of(),
                                "-m",
                                model.toString(),
                                "--drain-timeout",
                                "1",
                                "--kv-memory",
                                "1GiB");
                HttpClient http = HttpClient.newHttpClient()) {
            final List<Iterator<String>> streams = begun(http, server, ENDLESS, 3);
            server.terminate();
            for (final Iterator<String> stream : streams) {
                assertThat(events(stream))
                        .endsWith("data: [DONE]")
                        .anyMatch(event -> event.contains("the server is shutting down"));
            }
            assertThat(server.process().waitFor()).isZero();
        }
    }

    @Test
    void with_little_heap_and_direct_memory_it_answers_and_refuses_what_has_no_room()
            throws Exception {
        final Path model = SmallModels.LLAMA.writeTo(folder);
        try (ServerProcess server =
                        ServerProcess.of(
                                List.of("-Xmx48m", "-XX:MaxDirectMemorySize=2m"),
                                "-m",
                                model.toString(),
                                "-q");
                HttpClient http = HttpClient.newHttpClient()) {
            final List<CompletableFuture<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                final int words = List.of(1, 100_000, 2_000_000).get(i % 3);
                statuses.add(
                        http.sendAsync(
                                        server.post(
                                                PATH,
                                                "{'prompt': '%s', 'max_tokens': 3}"
                                                        .formatted("large ".repeat(words))),
                                        HttpResponse.BodyHandlers.discarding())
                                .thenApply(HttpResponse::statusCode)
                                .exceptionally(broken -> 413)); // told while it still sends
            }
            for (int i = 0; i < 30; i++) {
                final int alone = List.of(200, 400, 413).get(i % 3);
                assertThat(statuses.get(i).get()).isIn(alone, 503);
            }
            assertThat(status(http, server)).isEqualTo(200);
            assertThat(server.process().isAlive()).isTrue();
        }
    }
}
