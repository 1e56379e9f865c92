package io.vesalius.server.http;

import io.vesalius.base.BadRequestException;

import java.time.Duration;
import java.util.Objects;

/**
 * What a client may send, and how long it may take.
 *
 * @param bodyBytes of a request
 * @param headerBytes of a request, its first line apart
 * @param headers of a request
 * @param jsonDepth of a request's body
 * @param connections at once; more wait to be accepted
 * @param idle how long a connection may stay open without a request
 * @param receive how long a request may take to arrive
 * @param write how long a client may take to read what is sent to it
 * @param linger how long a client may take to close a connection after its last answer
 * @param drain how long answers under way may take when the server is told to end
 */
public record Limits(
        int bodyBytes,
        int headerBytes,
        int headers,
        int jsonDepth,
        int connections,
        Duration idle,
        Duration receive,
        Duration write,
        Duration linger,
        Duration drain) {
    public static final Limits DEFAULT =
            new Limits(
                    32 << 20,
                    32 << 10,
                    100,
                    128,
                    1024,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(30));

    private static final int MOST_BODY_BYTES = 1 << 30;

    /**
     * @throws BadRequestException for a value out of its range
     */
    public Limits {
        require("max_body", bodyBytes, 1, MOST_BODY_BYTES);
        require("max_header_bytes", headerBytes, 256, 1 << 20);
        require("max_headers", headers, 1, 10_000);
        require("max_json_depth", jsonDepth, 8, 1000);
        require("max_connections", connections, 1, 1_000_000);
        requirePositive("idle_timeout", idle);
        requirePositive("receive_timeout", receive);
        requirePositive("write_timeout", write);
        requirePositive("linger_timeout", linger);
        Objects.requireNonNull(drain, "drain");
    }

    private static void require(
            final String name, final long value, final long from, final long to) {
        if (value < from || value > to) {
            throw new BadRequestException(
                    name, "%s is %d: allowed: from %d to %d".formatted(name, value, from, to));
        }
    }

    private static void requirePositive(final String name, final Duration value) {
        if (!value.isPositive()) {
            throw new BadRequestException(name, name + " must be positive");
        }
    }

    public Limits withBodyBytes(final int value) {
        return new Limits(
                value,
                headerBytes,
                headers,
                jsonDepth,
                connections,
                idle,
                receive,
                write,
                linger,
                drain);
    }

    public Limits withConnections(final int value) {
        return new Limits(
                bodyBytes,
                headerBytes,
                headers,
                jsonDepth,
                value,
                idle,
                receive,
                write,
                linger,
                drain);
    }

    public Limits withIdle(final Duration value) {
        return new Limits(
                bodyBytes,
                headerBytes,
                headers,
                jsonDepth,
                connections,
                value,
                receive,
                write,
                linger,
                drain);
    }

    public Limits withReceive(final Duration value) {
        return new Limits(
                bodyBytes,
                headerBytes,
                headers,
                jsonDepth,
                connections,
                idle,
                value,
                write,
                linger,
                drain);
    }

    public Limits withWrite(final Duration value) {
        return new Limits(
                bodyBytes,
                headerBytes,
                headers,
                jsonDepth,
                connections,
                idle,
                receive,
                value,
                linger,
                drain);
    }

    public Limits withLinger(final Duration value) {
        return new Limits(
                bodyBytes,
                headerBytes,
                headers,
                jsonDepth,
                connections,
                idle,
                receive,
                write,
                value,
                drain);
    }

    public Limits withDrain(final Duration value) {
        return new Limits(
                bodyBytes,
                headerBytes,
                headers,
                jsonDepth,
                connections,
                idle,
                receive,
                write,
                linger,
                value);
    }
}
