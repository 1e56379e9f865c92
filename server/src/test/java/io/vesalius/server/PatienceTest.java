package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.OpenOptions;
import io.vesalius.engine.EngineOptions;
import io.vesalius.server.http.Limits;
import io.vesalius.server.http.Patience;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Clients that are too slow. Each server here is impatient in one way, and nothing is asked of it
 * in time: however slow the machine is, what is tested comes to pass.
 */
@Timeout(120)
final class PatienceTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String ENDLESS =
            Raw.post(
                    "/v1/chat/completions",
                    "{'messages': [{'role': 'user', 'content': 'hello'}], 'ignore_eos': true,"
                            + " 'logprobs': true, 'top_logprobs': 20, 'stream': true}");

    @TempDir private Path folder;

    private Running impatient(final Patience patience) {
        return Running.of(
                SmallModels.LLAMA.withContextLength(60_000),
                folder,
                OpenOptions.DEFAULT.withEngine(EngineOptions.DEFAULT.withKvBytes(64 << 20)),
                options -> options.withLimits(Limits.DEFAULT.withPatience(patience)));
    }

    @Test
    void a_client_that_does_not_read_is_given_up() throws InterruptedException {
        try (Running running = impatient(Patience.DEFAULT.withWrite(SHORT));
                Raw raw = new Raw(running)) {
            raw.send(ENDLESS);
            while (running.model().status().steps() == 0) {
                Thread.sleep(5);
            }
            while (running.model().status().running() > 0) {
                Thread.sleep(5);
            }
            assertThat(running.model().status().usedPages()).isZero();
            assertThat(raw.rest()).doesNotContain("[DONE]");
        }
    }

    @Test
    void a_client_that_does_not_read_holds_up_nobody() throws InterruptedException {
        try (Running running = impatient(Patience.DEFAULT);
                Raw raw = new Raw(running)) {
            raw.send(ENDLESS);
            while (running.model().status().steps() < 100) {
                Thread.sleep(5);
            }
            for (int i = 0; i < 10; i++) {
                assertThat(
                                running.client()
                                        .post(
                                                "/v1/completions",
                                                "{'prompt': 'hello', 'max_tokens': 5}")
                                        .status())
                        .isEqualTo(200);
            }
            assertThat(running.model().status().running()).isEqualTo(1);
        }
    }

    @Test
    void a_connection_without_a_request_is_closed() {
        try (Running running = impatient(Patience.DEFAULT.withIdle(SHORT));
                Raw raw = new Raw(running)) {
            assertThat(raw.rest()).doesNotContain(" 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health HTTP/1.1|Host: localhost|",
                "POST /v1/completions HTTP/1.1|Host: localhost|Content-Length: 100||{",
                "POST /v1/completions HTTP/1.1|Host: localhost|Transfer-Encoding: chunked||5|{\"pro"
            })
    void a_request_that_does_not_come_to_its_end_is_given_up(final String begun) {
        try (Running running = impatient(Patience.DEFAULT.withReceive(SHORT));
                Raw raw = new Raw(running)) {
            assertThat(raw.send(begun.replace("|", "\r\n")).rest()).doesNotContain(" 200 ");
        }
    }

    @Test
    void a_request_that_comes_byte_by_byte_is_given_up() {
        try (Running running = impatient(Patience.DEFAULT.withReceive(SHORT));
                Raw raw = new Raw(running)) {
            raw.send("GET /health HTTP/1.1\r\nHost: localhost\r\nX: ");
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    Thread.sleep(20);
                                    raw.send("x");
                                }
                            })
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("ocket");
        }
    }
}
