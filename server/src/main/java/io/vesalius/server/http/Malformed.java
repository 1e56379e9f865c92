package io.vesalius.server.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/** Answers what is no proper HTTP: it never gets as far as a route. */
public final class Malformed implements DirectHandler {
    private final Limits limits;

    private Malformed(final Limits limits) {
        this.limits = limits;
    }

    /** For every kind of such an event. */
    public static DirectHandlers handlers(final Limits limits) {
        final DirectHandlers.Builder builder = DirectHandlers.builder();
        for (final EventType type : EventType.values()) {
            builder.addHandler(type, new Malformed(limits));
        }
        return builder.build();
    }

    @Override
    public TransportResponse handle(
            final TransportRequest request,
            final EventType type,
            final Status status,
            final ServerResponseHeaders headers,
            final String message) {
        headers.set(HeaderNames.CONTENT_TYPE, "application/json");
        return TransportResponse.builder()
                .status(status)
                .headers(headers)
                .keepAlive(false)
                .entity(Replies.bytes(error(status.code()).json()))
                .build();
    }

    private ApiError error(final int status) {
        return switch (status) {
            case 413 -> JsonBody.tooLarge(limits);
            case 414 -> ApiError.of(414, "uri_too_long", "the request's first line is too long");
            case 505 -> ApiError.of(505, "http_version", "HTTP/1.1 is spoken here");
            case 501 ->
                    ApiError.of(501, "transfer_encoding", "this transfer encoding is not known");
            default ->
                    status >= 500
                            ? ApiError.internal("the request can't be answered")
                            : ApiError.of(
                                    status,
                                    "invalid_http",
                                    "the request is no valid HTTP/1.1, or its headers are over %d"
                                                    .formatted(limits.headerBytes())
                                            + " bytes or contradict each other");
        };
    }
}
