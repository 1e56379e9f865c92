package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import io.vesalius.engine.EngineStatus;
import io.vesalius.server.http.AcceptedChannels;
import io.vesalius.server.http.Access;
import io.vesalius.server.http.Guard;
import io.vesalius.server.http.Limits;
import io.vesalius.server.http.Settled;
import io.vesalius.server.http.Watchdog;
import io.vesalius.server.http.WireSelector;
import io.vesalius.server.watch.Meters;
import io.vesalius.testing.Logged;
import io.vesalius.testing.StackOverflow;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Set;
import java.util.logging.LogRecord;

/** Whatever a route throws. */
@Timeout(60)
final class DispatchTest {
    private final Watchdog watchdog = Watchdog.start(Limits.DEFAULT);
    private WebServer web;
    private Client client;

    @BeforeEach
    void start() {
        final Guard guard =
                new Guard(new Access(List.of(), true, Set.of(), Set.of()), Limits.DEFAULT);
        final Meters meters =
                new Meters(() -> new EngineStatus(0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0), "none", 1);
        final List<Route> routes =
                List.of(
                        throwing("/overflow", StackOverflow::happen),
                        throwing("/heap", DispatchTest::fillHeap),
                        throwing("/bug", DispatchTest::fail),
                        Route.open(
                                "GET", "/well", (request, response, line) -> response.send("ok")));
        web =
                WebServer.builder()
                        .port(0)
                        .host("127.0.0.1")
                        .shutdownHook(false)
                        .featuresDiscoverServices(false)
                        .protocolsDiscoverServices(false)
                        .addConnectionSelector(
                                new WireSelector(Limits.DEFAULT, watchdog, new AcceptedChannels()))
                        .routing(
                                routing ->
                                        routing.addFilter(new Settled())
                                                .any(
                                                        new Dispatch(
                                                                guard, routes, meters, line -> {})))
                        .build()
                        .start();
        client = new Client("http://127.0.0.1:" + web.port());
    }

    private static Route throwing(final String path, final Runnable work) {
        return Route.open("GET", path, (request, response, line) -> work.run());
    }

    @AfterEach
    void stop() {
        client.close();
        web.stop();
        watchdog.close();
    }

    private static void fillHeap() {
        throw new OutOfMemoryError("as if the heap were full");
    }

    private static void fail() {
        throw new IllegalStateException("a secret of the server's");
    }

    private void assertInternal(final String path, final Class<? extends Throwable> thrown) {
        final Client.Reply reply;
        try (Logged log = new Logged("io.vesalius.server")) {
            reply = client.get(path);
            assertThat(log.take())
                    .singleElement()
                    .extracting(LogRecord::getThrown)
                    .isInstanceOf(thrown);
        }

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.at("error.type").stringValue()).isEqualTo("server_error");
        assertThat(reply.at("error.message").stringValue())
                .matches("internal error [0-9a-f]+: the log has the details");
        assertThat(client.get("/well").text()).isEqualTo("ok");
    }

    @Test
    void a_stack_that_overflows_is_an_error_of_that_request_alone() {
        assertInternal("/overflow", StackOverflowError.class);
    }

    @Test
    void a_full_heap_is_an_error_of_that_request_alone() {
        assertInternal("/heap", OutOfMemoryError.class);
    }

    @Test
    void a_bug_shows_its_number_and_nothing_else() {
        assertInternal("/bug", IllegalStateException.class);
    }
}
