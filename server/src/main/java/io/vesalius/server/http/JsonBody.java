package io.vesalius.server.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Reads the body of a request: one JSON object in UTF-8, within limits. */
public final class JsonBody {
    private static final int TOO_LARGE = 413;
    private static final int LONGEST_NUMBER = 100;
    private static final int LONGEST_NAME = 1000;

    private final Limits limits;
    private final JsonMapper mapper;
    private final BodyRoom room = new BodyRoom(Runtime.getRuntime().maxMemory());

    public JsonBody(final Limits limits) {
        this.limits = limits;
        final JsonFactory factory =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(limits.jsonDepth())
                                        .maxStringLength(limits.bodyBytes())
                                        .maxNumberLength(LONGEST_NUMBER)
                                        .maxNameLength(LONGEST_NAME)
                                        .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .build();
        mapper =
                JsonMapper.builder(factory)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build();
    }

    /**
     * What is made of the body's object. Once it is read, the request has arrived, and its
     * connection has no deadline.
     *
     * @throws ApiError for anything else, and where there is no room for it
     */
    public <T> T read(final ServerRequest request, final Function<ObjectNode, T> work) {
        final OptionalLong length =
                request.content().hasEntity()
                        ? request.headers().contentLength()
                        : OptionalLong.of(0);
        try (BodyRoom.Taken _ = room.take(length, limits.bodyBytes())) {
            final byte[] bytes = bytes(request);
            Wire.current().received();
            return work.apply(object(bytes));
        }
    }

    private ObjectNode object(final byte[] bytes) {
        if (bytes.length == 0) {
            throw ApiError.of(400, "invalid_json", "the body is empty: it must be a JSON object");
        }
        if (parse(text(bytes)) instanceof ObjectNode object) {
            return object;
        }
        throw ApiError.of(400, "invalid_json", "the body must be a JSON object");
    }

    /**
     * The stream isn't closed when it fails: it would wait for the rest. The connection ends
     * instead.
     */
    private byte[] bytes(final ServerRequest request) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try {
            final byte[] bytes = request.content().inputStream().readNBytes(limits.bodyBytes() + 1);
            if (bytes.length > limits.bodyBytes()) {
                throw broken(tooLarge(limits));
            }
            return bytes;
        } catch (ApiError | CloseConnectionException e) {
            throw e;
        } catch (RequestException e) {
            throw broken(e.status().code() == TOO_LARGE ? tooLarge(limits) : unreadable());
        } catch (DataReader.InsufficientDataAvailableException e) {
            throw new CloseConnectionException("the client has gone", e);
        } catch (IOException | RuntimeException e) { // among these: chunks that aren't numbered
            throw broken(unreadable());
        }
    }

    private static ApiError broken(final ApiError error) {
        Wire.current().end();
        return error;
    }

    private static ApiError unreadable() {
        return ApiError.of(400, "invalid_http", "the body can't be read to its end");
    }

    static ApiError tooLarge(final Limits limits) {
        return ApiError.of(
                TOO_LARGE,
                "request_too_large",
                "the body is over the limit of %d bytes".formatted(limits.bodyBytes()));
    }

    private static String text(final byte[] bytes) {
        try {
            final String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw ApiError.of(400, "invalid_json", "the body is not valid UTF-8");
        }
    }

    private JsonNode parse(final String text) {
        try {
            return mapper.readTree(text);
        } catch (JacksonException e) {
            throw ApiError.of(
                    400,
                    "invalid_json",
                    "the body is not valid JSON%s: %s"
                            .formatted(place(e), Shown.line(e.getOriginalMessage())));
        }
    }

    private static String place(final JacksonException e) {
        return Optional.ofNullable(e.getLocation())
                .map(at -> " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()))
                .orElse("");
    }
}
