package io.vesalius.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import io.vesalius.server.http.Replies;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Server-sent events. Nothing is sent before the first one, so that until then an error can still
 * be an answer of its own.
 */
final class EventStream {
    private static final byte[] BEFORE = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerResponse response;
    private @Nullable OutputStream out;

    EventStream(final ServerResponse response) {
        this.response = response;
    }

    boolean isOpen() {
        return out != null;
    }

    private OutputStream open() {
        final OutputStream opened = out;
        if (opened != null) {
            return opened;
        }
        response.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .header("X-Accel-Buffering", "no");
        final OutputStream begun = response.outputStream();
        out = begun;
        return begun;
    }

    /** Adds an event; it may wait until {@link #flush}. */
    void add(final JsonNode event) throws IOException {
        final OutputStream to = open();
        to.write(BEFORE);
        to.write(Replies.bytes(event));
        to.write(AFTER);
    }

    void flush() throws IOException {
        open().flush();
    }

    /** Ends the stream in the way that clients of OpenAI's API expect. */
    void end() throws IOException {
        final OutputStream to = open();
        to.write(END);
        to.close();
    }
}
