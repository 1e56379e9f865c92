package io.vesalius.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends answers that are complete. */
public final class Replies {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String RETRY_AFTER_SECONDS = "1";

    private Replies() {}

    /** A value as JSON. */
    public static byte[] bytes(final JsonNode value) {
        return JSON.writeValueAsBytes(value);
    }

    public static void json(final ServerResponse response, final JsonNode value) {
        json(response, 200, value);
    }

    static void json(final ServerResponse response, final int status, final JsonNode value) {
        response.status(Status.create(status))
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .send(bytes(value));
    }

    /** Text of a type, which no browser is to take for another. */
    public static void text(
            final ServerResponse response, final String contentType, final byte[] text) {
        response.header(HeaderNames.CONTENT_TYPE, contentType)
                .header("X-Content-Type-Options", "nosniff")
                .send(text);
    }

    /** An error, before anything else was sent. */
    public static void error(final ServerResponse response, final ApiError error) {
        if (error.retryable()) {
            response.header(HeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (Wire.current().isLast()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (error.status() == 401) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        json(response, error.status(), error.json());
    }
}
