package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.OpenOptions;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Who may ask. */
@Timeout(120)
final class AccessTest {
    @TempDir private static Path folder;
    private static Running running;

    @BeforeAll
    static void start() {
        running =
                Running.of(
                        SmallModels.LLAMA,
                        folder,
                        OpenOptions.DEFAULT,
                        options ->
                                options.withKeys(List.of("first", "second"))
                                        .withHosts(Set.of("friend"))
                                        .withOrigins(Set.of("https://friend.example")));
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer first", "Bearer second", "bearer first"})
    void each_key_opens(final String authorization) {
        assertThat(running.client().get("/v1/models", "Authorization", authorization).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer third", "Bearer ", "Basic first", "first", "Bearer firstsecond"})
    void another_key_does_not(final String authorization) {
        final Client.Reply reply =
                running.client().get("/v1/models", "Authorization", authorization);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("www-authenticate")).isEqualTo("Bearer");
        assertThat(reply.at("error.type").stringValue()).isEqualTo("authentication_error");
    }

    @Test
    void a_very_long_key_does_not() {
        assertThat(
                        running.client()
                                .get("/v1/models", "Authorization", "Bearer " + "k".repeat(20_000))
                                .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models",
                "/v1/chat/completions",
                "/v1/completions",
                "/tokenize",
                "/detokenize",
                "/metrics",
                "/openapi.json",
                "/nothing"
            })
    void every_other_route_needs_one(final String path) {
        assertThat(running.client().get(path).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/ready"})
    void health_needs_none(final String path) {
        assertThat(running.client().get(path).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]"})
    void a_name_of_another_machine_is_refused(final String host) {
        assertThat(Raw.ask(running, "GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("unknown_host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:80",
                "127.0.0.1",
                "127.9.9.9:1",
                "[::1]:7",
                "friend"
            })
    void a_name_of_this_machine_is_answered(final String host) {
        assertThat(Raw.ask(running, "GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost:1", "://"})
    void a_page_of_another_origin_is_refused(final String origin) {
        final Client.Reply reply = running.client().get("/health", "Origin", origin);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.header("access-control-allow-origin")).isEmpty();
    }

    @Test
    void its_own_page_may_ask() {
        assertThat(running.client().get("/health", "Origin", running.server().url()).status())
                .isEqualTo(200);
    }

    @Test
    void a_page_of_an_allowed_origin_may_ask_and_is_told_so() {
        final Client.Reply preflight =
                running.client()
                        .send(
                                "OPTIONS",
                                "/v1/models",
                                "",
                                "Origin",
                                "https://friend.example",
                                "Access-Control-Request-Method",
                                "GET");

        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("access-control-allow-origin"))
                .isEqualTo("https://friend.example");
        assertThat(preflight.header("access-control-allow-headers")).contains("authorization");
        assertThat(preflight.header("access-control-allow-methods")).isEqualTo("GET");
    }
}
