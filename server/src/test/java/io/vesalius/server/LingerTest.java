package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.OpenOptions;
import io.vesalius.server.http.Limits;
import io.vesalius.server.http.Patience;
import io.vesalius.testing.Logged;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What becomes of a connection after its last answer. Each server here waits for its peers either
 * hardly or longer than any test takes, so that nothing is asked of it in time.
 */
@Timeout(120)
final class LingerTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofHours(1);
    private static final String TOO_LARGE =
            "POST /tokenize HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";

    @TempDir private Path folder;

    private static Limits lingering(final Duration duration) {
        return Limits.DEFAULT.withPatience(Patience.DEFAULT.withLinger(duration));
    }

    private Running running(final Limits limits) {
        return Running.of(
                SmallModels.LLAMA,
                folder,
                OpenOptions.DEFAULT,
                options -> options.withLimits(limits.withBodyBytes(10_000)));
    }

    /** One whose request was refused, and who has read that, but stays. */
    private static Raw refused(final Running running) {
        final Raw raw = new Raw(running).send(TOO_LARGE);
        assertThat(raw.whole()).startsWith("HTTP/1.1 413 ");
        return raw;
    }

    /** The last two are no refusals: what follows them was asked for by nobody. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "413 > POST /tokenize HTTP/1.1|Host: localhost|Content-Length: 1000000||",
                "413 > POST /tokenize HTTP/1.1|Host: localhost|Transfer-Encoding: chunked||100000|",
                "400 > POST /tokenize HTTP/1.1|Host: localhost|Transfer-Encoding: chunked||zz|",
                "400 > POST /tokenize HTTP/1.1|Host: localhost|Content-Length: x||",
                "404 > POST /nowhere HTTP/1.1|Host: localhost|Connection: close|Content-Length:"
                        + " 9999||",
                "414 > GET /long",
                "400 > GET /health HTTP/1.1|Host: localhost|X: long",
                "400 > hello||",
                "200 > GET /health HTTP/1.1|Host: localhost|Connection: close||",
                "200 > POST /v1/completions HTTP/1.1|Host: localhost|Connection: close"
                        + "|Content-Length: 32||{\"prompt\": \"a\", \"max_tokens\": 2}"
            })
    void an_answer_arrives_whole_whatever_its_reader_sends_on(
            final int status, final String request) throws InterruptedException {
        final String begun = request.replace("|", "\r\n").replace("long", "y".repeat(40_000));
        try (Running running = running(lingering(LONG))) {
            for (final String atOnce : List.of("", "x".repeat(100_000))) {
                try (Raw raw = new Raw(running)) {
                    raw.send(begun + atOnce).awaitAnswer();
                    for (int i = 0; i < 50; i++) {
                        raw.send("x".repeat(1000));
                        Thread.sleep(5);
                    }
                    assertThat(raw.whole()).startsWith("HTTP/1.1 " + status).endsWith("}");
                }
            }
        }
    }

    @Test
    void a_peer_that_sends_without_end_is_cut_off() {
        final String much = "x".repeat(1 << 20);
        try (Running running = running(lingering(LONG));
                Raw raw = refused(running)) {
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 1000; i++) {
                                    raw.send(much);
                                }
                            })
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void a_peer_that_sends_a_little_now_and_then_is_cut_off() {
        try (Running running = running(lingering(SHORT));
                Raw raw = refused(running)) {
            assertCutOff(raw);
        }
    }

    private static void assertCutOff(final Raw raw) {
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                raw.send("x");
                                Thread.sleep(20);
                            }
                        })
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void a_peer_that_stays_and_sends_nothing_is_cut_off() throws InterruptedException {
        try (Running running = running(lingering(SHORT))) {
            boolean cut = false;
            for (long millis = 50; !cut; millis *= 2) {
                try (Raw raw = refused(running)) {
                    Thread.sleep(millis);
                    cut = isCutOff(raw);
                }
            }
        }
    }

    private static boolean isCutOff(final Raw raw) throws InterruptedException {
        try {
            raw.send("x"); // what it is answered shows in what is sent next
            Thread.sleep(20);
            raw.send("x");
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void one_that_only_stays_gives_its_place_to_one_that_asks() {
        try (Running running = running(lingering(LONG).withConnections(1));
                Raw raw = refused(running)) {
            assertThat(running.client().get("/health").status()).isEqualTo(200);
            assertCutOff(raw);
        }
    }

    @Test
    void the_end_of_the_server_waits_for_none_that_only_stays() {
        final Logger logger = Logger.getLogger("io.helidon.webserver.ServerListener");
        logger.setLevel(Level.FINE);
        try (Logged log = new Logged(logger.getName());
                Running running = running(lingering(LONG));
                Raw one = refused(running);
                Raw two = refused(running)) {
            running.server().close();

            assertThat(log.take())
                    .extracting(LogRecord::getMessage)
                    .isNotEmpty()
                    .noneMatch(message -> message.contains("did not terminate gracefully"));
            assertCutOff(one);
            assertCutOff(two);
        } finally {
            logger.setLevel(null);
        }
    }
}
