package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.OpenOptions;
import io.vesalius.engine.EngineOptions;
import io.vesalius.server.http.Limits;
import io.vesalius.server.http.Patience;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Connections of clients that are gone, or not speaking HTTP. */
@Timeout(120)
final class ConnectionTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String ENDLESS =
            "{'messages': [{'role': 'user', 'content': 'hello'}], 'ignore_eos': true, 'logprobs':"
                    + " true, 'top_logprobs': 20, 'stream': %s}";

    @TempDir private static Path folder;
    private static Running running;

    @BeforeAll
    static void start() {
        running =
                Running.of(
                        SmallModels.LLAMA.withContextLength(60_000),
                        folder,
                        OpenOptions.DEFAULT.withEngine(
                                EngineOptions.DEFAULT
                                        .withKvBytes(256 << 20)
                                        .withMaxRequests(2)
                                        .withMaxWaiting(2)),
                        options ->
                                options.withLimits(
                                        Limits.DEFAULT
                                                .withBodyBytes(10_000)
                                                .withPatience(
                                                        Patience.DEFAULT.withLinger(
                                                                Duration.ofMinutes(1)))));
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @AfterEach
    void all_is_given_back() throws InterruptedException {
        awaitRunning(0);
        assertThat(running.client().get("/health").status()).isEqualTo(200);
    }

    private static void awaitRunning(final int count) throws InterruptedException {
        while (running.model().status().running() + running.model().status().waiting() != count) {
            Thread.sleep(5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_client_that_goes_ends_its_request(final boolean stream) throws InterruptedException {
        try (Raw raw = new Raw(running)) {
            raw.send(Raw.post(CHAT, ENDLESS.formatted(stream)));
            awaitRunning(1);
        }
        awaitRunning(0);
    }

    @Test
    void a_client_that_goes_while_it_waits_leaves_the_queue() throws InterruptedException {
        final List<Raw> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(new Raw(running).send(Raw.post(CHAT, ENDLESS.formatted(false))));
        }
        awaitRunning(4);
        clients.getLast().close();
        awaitRunning(3);
        clients.forEach(Raw::close);
    }

    @Test
    void beyond_the_queue_a_client_is_told_to_come_again() throws InterruptedException {
        final List<Raw> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(new Raw(running).send(Raw.post(CHAT, ENDLESS.formatted(false))));
        }
        awaitRunning(4);

        final Client.Reply refused = running.client().post(CHAT, ENDLESS.formatted(false));
        final Client.Reply ready = running.client().get("/ready");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.at("error.type").stringValue()).isEqualTo("rate_limit_error");
        assertThat(ready.status()).isEqualTo(503);
        clients.forEach(Raw::close);
    }

    @Test
    void of_many_at_once_each_is_answered_or_told_to_come_again() throws Exception {
        final List<Future<String>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                answers.add(clients.submit(ConnectionTest::shortAnswer));
            }
        }
        int refused = 0;
        for (final Future<String> answer : answers) {
            assertThat(answer.get()).matches("(?s)HTTP/1.1 (200|429) .*");
            if (answer.get().startsWith("HTTP/1.1 429 ")) {
                assertThat(answer.get()).containsIgnoringCase("\r\nretry-after: 1\r\n");
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 96); // two run and two wait at once
    }

    private static String shortAnswer() {
        return Raw.ask(
                running,
                Raw.post(
                        "/v1/completions",
                        "{'prompt': 'hello', 'max_tokens': 50, 'ignore_eos': true}"));
    }

    @Test
    void a_connection_serves_one_request_after_another() {
        try (Raw raw = new Raw(running)) {
            final String short1 =
                    Raw.post(
                            CHAT,
                            ENDLESS.formatted(false)
                                    .replace("}", ", 'max_tokens': 1}")
                                    .replace("'hello', 'max_tokens': 1}", "'hello'}"));
            for (int i = 0; i < 3; i++) {
                raw.send(short1);
                assertThat(raw.until("total_ms")).contains("HTTP/1.1 200 ");
                raw.until("}}");
            }
        }
    }

    @Test
    void two_requests_sent_at_once_are_both_answered() {
        try (Raw raw = new Raw(running)) {
            final String short1 =
                    Raw.post("/v1/completions", "{'prompt': 'hello', 'max_tokens': 2}");
            raw.send(short1 + short1);
            raw.until("total_ms");
            raw.until("total_ms");
        }
    }

    /** Bars end lines. */
    private static String lines(final String text) {
        return text.replace("|", "\r\n");
    }

    @Test
    void a_body_over_the_limit_is_refused_whether_its_length_is_told_or_not() {
        final String body = "{\"prompt\": \"" + "x".repeat(20_000) + "\"}";
        final String chunked =
                "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked"
                        + "\r\n\r\n";

        assertThat(running.client().send("POST", "/v1/completions", body).status()).isEqualTo(413);
        try (Raw raw = new Raw(running)) {
            raw.send(chunked + Integer.toHexString(body.length()) + "\r\n" + body);
            assertThat(raw.until("request_too_large")).startsWith("HTTP/1.1 413 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello||",
                "GET /health HTTP/1.0||",
                "GET /health HTTP/2.0|Host: localhost||",
                "PRI * HTTP/2.0||SM||",
                "GET /health HTTP/1.1||",
                "GET /health HTTP/1.1|Host: localhost|Host: evil||",
                "GET /health HTTP/1.1|Host: localhost|no colon||",
                "GET /he\u0001alth HTTP/1.1|Host: localhost||",
                "POST /tokenize HTTP/1.1|Host: localhost|Content-Length: x||",
                "POST /tokenize HTTP/1.1|Host: localhost|Content-Length: -1||",
                "POST /tokenize HTTP/1.1|Host: localhost|Content-Length: 99999999999999999999||",
                "POST /tokenize HTTP/1.1|Host: localhost|Content-Length: 1|Transfer-Encoding:"
                        + " chunked||",
                "POST /tokenize HTTP/1.1|Host: localhost|Transfer-Encoding: gzip||",
                "POST /tokenize HTTP/1.1|Host: localhost|Content-Encoding: gzip|Content-Length:"
                        + " 2||{}",
                "POST /tokenize HTTP/1.1|Host: localhost|Transfer-Encoding: chunked||zz|"
            })
    void what_is_no_http_1_1_gets_an_error_in_the_usual_shape(final String text) {
        try (Raw raw = new Raw(running)) {
            assertThat(raw.send(lines(text)).rest())
                    .matches("(?s)HTTP/1.1 [45]\\d\\d .*")
                    .doesNotContain("HTTP/1.1 500")
                    .contains("application/json", "\"error\"");
        }
    }

    @Test
    void a_length_that_is_too_short_lets_nothing_through_behind_it() {
        final String body = "{\"prompt\": \"hello\"}";
        try (Raw raw = new Raw(running)) {
            raw.send("POST /tokenize HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n");
            assertThat(raw.send(body + "\r\n\r\n").rest())
                    .startsWith("HTTP/1.1 400 ")
                    .contains("invalid_json")
                    .doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void an_upgrade_to_another_protocol_is_not_followed() {
        assertThat(
                        Raw.ask(
                                running,
                                lines(
                                        "GET /health HTTP/1.1|Host: localhost|Upgrade: h2c"
                                                + "|HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA||")))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void ten_thousand_headers_and_a_megabyte_of_them_are_refused() {
        final String start = "GET /health HTTP/1.1\r\nHost: localhost\r\n";
        for (final String headers :
                List.of("X: y\r\n".repeat(10_000), "X: " + "y".repeat(1 << 20) + "\r\n")) {
            try (Raw raw = new Raw(running)) {
                assertThat(raw.sendAsFarAsItIsRead(start + headers + "\r\n"))
                        .matches("(?s)(HTTP/1.1 4.*)?");
            }
        }
    }

    @Test
    void headers_over_the_limits_are_refused() {
        final String start = "GET /health HTTP/1.1\r\nHost: localhost\r\n";
        try (Raw raw = new Raw(running)) {
            assertThat(raw.send(start + "X: y\r\n".repeat(101) + "\r\n").until("error"))
                    .startsWith("HTTP/1.1 4");
        }
        final StringBuilder many = new StringBuilder(start);
        for (int i = 0; i < 150; i++) {
            many.append("X").append(i).append(": y\r\n");
        }
        try (Raw raw = new Raw(running)) {
            assertThat(raw.send(many + "\r\n").until("too_many_headers"))
                    .startsWith("HTTP/1.1 431 ");
        }
        try (Raw raw = new Raw(running)) {
            raw.send(start + "X: " + "y".repeat(40_000));
            assertThat(raw.until("error")).startsWith("HTTP/1.1 4");
        }
        try (Raw raw = new Raw(running)) {
            raw.send("GET /" + "y".repeat(10_000));
            assertThat(raw.until("error")).startsWith("HTTP/1.1 414 ");
        }
    }
}
