package io.vesalius.server.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Turns away who may not ask, before anything of a request is looked at but its headers. */
public final class Guard {
    private static final String BEARER = "bearer ";
    private static final HeaderName ALLOW_ORIGIN =
            HeaderNames.create("Access-Control-Allow-Origin");

    private final Access access;
    private final Limits limits;
    private final List<byte[]> keyHashes;

    public Guard(final Access access, final Limits limits) {
        this.access = access;
        this.limits = limits;
        keyHashes = access.keys().stream().map(Guard::hash).toList();
    }

    /**
     * Lets a request through.
     *
     * @param open whether its route needs no key
     * @throws ApiError when it may not ask
     */
    public void check(
            final ServerRequest request, final ServerResponse response, final boolean open) {
        final int count = request.headers().stream().mapToInt(Header::valueCount).sum();
        if (count > limits.headers()) {
            throw ApiError.of(
                    431,
                    "too_many_headers",
                    "the request has %d headers: allowed: %d".formatted(count, limits.headers()));
        }
        final String host = request.headers().first(HeaderNames.HOST).orElse("");
        checkHost(host);
        request.headers()
                .first(HeaderNames.ORIGIN)
                .ifPresent(origin -> checkOrigin(origin, host, response));
        if (!open && !request.prologue().method().text().equals("OPTIONS")) {
            checkKey(request.headers());
        }
    }

    private void checkHost(final String host) {
        if (access.loopback() && !isLoopback(name(host)) && !access.hosts().contains(name(host))) {
            throw ApiError.of(
                    403,
                    "unknown_host",
                    "this server answers to names of its own machine, such as localhost, and not to"
                            + " '%s': --allowed-host adds a name".formatted(Shown.line(host)));
        }
    }

    private void checkOrigin(
            final String origin, final String host, final ServerResponse response) {
        if (access.origins().contains("*") || access.origins().contains(origin)) {
            response.header(ALLOW_ORIGIN, access.origins().contains("*") ? "*" : origin);
            response.header(HeaderNames.VARY, "Origin");
            return;
        }
        if (!authority(origin).equals(Optional.of(host.toLowerCase(Locale.ROOT)))) {
            throw ApiError.of(
                    403,
                    "unknown_origin",
                    "pages of '%s' may not use this server: --cors-origin allows it"
                            .formatted(Shown.line(origin)));
        }
    }

    /** Host and port of an origin; empty for `null` and whatever else is none. */
    private static Optional<String> authority(final String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getRawAuthority())
                    .map(text -> text.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A host without its port, an IPv6 address without its brackets. */
    private static String name(final String host) {
        if (host.startsWith("[")) {
            return host.substring(1, Math.max(1, host.indexOf(']')));
        }
        final int colon = host.indexOf(':');
        return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    private static boolean isLoopback(final String name) {
        return name.equals("localhost")
                || name.equals("::1")
                || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    private void checkKey(final ServerRequestHeaders headers) {
        if (keyHashes.isEmpty()) {
            return;
        }
        final String given = headers.first(HeaderNames.AUTHORIZATION).orElse("");
        if (!given.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw ApiError.of(
                    401,
                    "missing_api_key",
                    "an API key is needed: send the header 'Authorization: Bearer KEY'");
        }
        final byte[] hash = hash(given.substring(BEARER.length()).strip());
        boolean known = false;
        for (final byte[] each : keyHashes) {
            known |= MessageDigest.isEqual(each, hash); // all, however early one fits
        }
        if (!known) {
            throw ApiError.of(401, "invalid_api_key", "this API key is not known here");
        }
    }

    /** Keys are compared by their hashes, so that not even their length can be timed. */
    private static byte[] hash(final String key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
