package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.OpenOptions;
import io.vesalius.engine.EngineOptions;
import io.vesalius.server.http.Limits;
import io.vesalius.server.http.Patience;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A server that is told to end. */
@Timeout(120)
final class DrainTest {
    private static final String PATH = "/v1/completions";
    private static final String TWELVE =
            "{'prompt': 'hello', 'max_tokens': 12, 'ignore_eos': true, 'stream': %s}";
    private static final String ENDLESS =
            "{'prompt': 'hello', 'n': %d, 'ignore_eos': true, 'stream': %s}";

    @TempDir private Path folder;

    private Running running(final Duration drain) {
        return Running.of(
                SmallModels.LLAMA.withContextLength(60_000),
                folder,
                OpenOptions.DEFAULT.withEngine(
                        EngineOptions.DEFAULT.withKvBytes(256 << 20).withMaxRequests(3)),
                options ->
                        options.withLimits(
                                Limits.DEFAULT.withPatience(Patience.DEFAULT.withDrain(drain))));
    }

    private static void awaitRequests(final Running running, final int count)
            throws InterruptedException {
        while (running.model().status().running() + running.model().status().waiting() != count) {
            Thread.sleep(5);
        }
    }

    private static Thread close(final Running running) {
        return Thread.ofPlatform().start(running.server()::close);
    }

    private static void awaitDraining(final Running running) throws InterruptedException {
        while (running.client().get("/ready").status() == 200) {
            Thread.sleep(5);
        }
    }

    @Test
    void those_under_way_and_those_that_wait_are_answered_to_the_end_and_new_ones_are_told()
            throws InterruptedException {
        try (Running running = running(Duration.ofSeconds(100))) {
            final CountDownLatch gate = new CountDownLatch(1);
            running.model().onStep(rows -> await(gate)); // after its first step the engine waits
            final List<Raw> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                clients.add(new Raw(running).send(Raw.post(PATH, TWELVE.formatted(i % 2 == 0))));
            }
            while (running.client().get("/metrics").text().lines().noneMatch(DrainTest::isFive)) {
                Thread.sleep(5);
            }
            final Thread closing = close(running);
            awaitDraining(running);
            final Client.Reply late = running.client().post(PATH, TWELVE.formatted(false));

            assertThat(late.status()).isEqualTo(503);
            assertThat(late.header("retry-after")).isEqualTo("1");
            assertThat(late.at("error.code").stringValue()).isEqualTo("shutting_down");
            gate.countDown();
            for (int i = 0; i < 5; i++) {
                assertThat(clients.get(i).until(i % 2 == 0 ? "[DONE]" : "total_ms"))
                        .startsWith("HTTP/1.1 200 ")
                        .contains("\"finish_reason\":\"length\"")
                        .doesNotContain("\"error\"");
                clients.get(i).close();
            }
            closing.join();
        }
    }

    /** Whether five requests have been handed in, as their parameters are counted. */
    private static boolean isFive(final String line) {
        return line.startsWith("vesalius:request_params_n_count") && line.endsWith(" 5");
    }

    private static void await(final CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the engine", e);
        }
    }

    @Test
    void when_the_time_is_over_streams_end_with_an_error_that_says_why()
            throws InterruptedException {
        try (Running running = running(Duration.ofMillis(100));
                Raw one = new Raw(running);
                Raw two = new Raw(running)) {
            one.send(Raw.post(PATH, ENDLESS.formatted(1, true)));
            two.send(Raw.post(PATH, ENDLESS.formatted(2, true)));
            one.until("data: ");
            two.until("data: ");
            final Thread closing = close(running);
            for (final Raw raw : List.of(one, two)) {
                assertThat(raw.until("[DONE]"))
                        .contains(
                                "\"error\":",
                                "the server is shutting down: the answer is cut off",
                                "\"code\":\"shutting_down\"")
                        .doesNotContain("abort");
            }
            closing.join();
            assertThat(running.model().status().usedPages()).isZero();
        }
    }

    @Test
    void when_the_time_is_over_answers_that_are_not_streamed_and_those_that_wait_are_503()
            throws InterruptedException {
        try (Running running = running(Duration.ofMillis(100))) {
            final List<Raw> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) { // three run, so that the last, a stream, waits
                clients.add(new Raw(running).send(Raw.post(PATH, ENDLESS.formatted(1, i > 3))));
                awaitRequests(running, i + 1);
            }
            final Thread closing = close(running);
            for (final Raw raw : clients) {
                assertThat(raw.until("shutting_down"))
                        .startsWith("HTTP/1.1 503 ")
                        .containsIgnoringCase("retry-after: 1");
                raw.close();
            }
            closing.join();
        }
    }
}
