package io.vesalius.server.http;

import io.vesalius.base.BadRequestException;

import java.util.Objects;

/**
 * What a client may send, and how long it may take.
 *
 * @param bodyBytes of a request
 * @param headerBytes of a request, its first line apart
 * @param headers of a request
 * @param jsonDepth of a request's body
 * @param connections at once; more wait to be accepted
 * @param patience how long it may take
 */
public record Limits(
        int bodyBytes,
        int headerBytes,
        int headers,
        int jsonDepth,
        int connections,
        Patience patience) {
    public static final Limits DEFAULT =
            new Limits(32 << 20, 32 << 10, 100, 128, 1024, Patience.DEFAULT);

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
        Objects.requireNonNull(patience, "patience");
    }

    private static void require(
            final String name, final long value, final long from, final long to) {
        if (value < from || value > to) {
            throw new BadRequestException(
                    name, "%s is %d: allowed: from %d to %d".formatted(name, value, from, to));
        }
    }

    public Limits withBodyBytes(final int value) {
        return new Limits(value, headerBytes, headers, jsonDepth, connections, patience);
    }

    public Limits withConnections(final int value) {
        return new Limits(bodyBytes, headerBytes, headers, jsonDepth, value, patience);
    }

    public Limits withPatience(final Patience value) {
        return new Limits(bodyBytes, headerBytes, headers, jsonDepth, connections, value);
    }
}
