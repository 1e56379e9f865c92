package io.vesalius.server.http;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.CapacityException;
import io.vesalius.base.InternalException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.base.VesaliusException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.Objects;

/**
 * A request that can't be answered, in the terms of OpenAI's API. Its message is one line and safe
 * to show.
 */
public final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final @Nullable String parameter;

    private ApiError(
            final int status,
            final String code,
            final @Nullable String parameter,
            final String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.parameter = parameter;
    }

    /** An error of the request as a whole. */
    public static ApiError of(final int status, final String code, final String message) {
        return new ApiError(status, code, null, message);
    }

    /** A parameter with a value that can't be. */
    public static ApiError invalid(final String parameter, final String message) {
        return new ApiError(400, "invalid_value", parameter, message);
    }

    /** An error of one parameter. */
    public static ApiError parameter(
            final String code, final String parameter, final String message) {
        return new ApiError(400, code, parameter, message);
    }

    /** A model that this server doesn't have. */
    public static ApiError noModel(final String message) {
        return new ApiError(404, "model_not_found", "model", message);
    }

    /** What was thrown while a request was taken in. */
    public static ApiError of(final VesaliusException reason) {
        return switch (reason) {
            case BadRequestException bad -> invalid(bad.parameter(), bad.getMessage());
            case CapacityException full when full.isPassing() -> busy(full.getMessage());
            case CapacityException small ->
                    new ApiError(400, "insufficient_capacity", null, small.getMessage());
            case UnsupportedException unsupported ->
                    new ApiError(400, "unsupported", null, unsupported.getMessage());
            case InternalException internal -> internal(internal.getMessage());
            case BadFileException file -> internal(file.getMessage());
        };
    }

    /** What ended a request that was under way: its owner could not have known. */
    public static ApiError during(final VesaliusException reason) {
        return switch (reason) {
            case CapacityException full ->
                    new ApiError(503, "insufficient_capacity", null, full.getMessage());
            default -> internal(reason.getMessage());
        };
    }

    /** Too much is asked at this moment. */
    public static ApiError busy(final String message) {
        return new ApiError(429, "rate_limit_exceeded", null, message);
    }

    public static ApiError internal(final String message) {
        return new ApiError(500, "internal_error", null, message);
    }

    public int status() {
        return status;
    }

    /** Whether the client is told to come again. */
    public boolean retryable() {
        return status == 429 || status == 503;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }

    private String type() {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    /** With another parameter's name, where the client spells it differently. */
    public ApiError renamed(final String from, final String to) {
        return from.equals(parameter) ? new ApiError(status, code, to, getMessage()) : this;
    }

    /** `{"error": {"message", "type", "param", "code"}}`. */
    public ObjectNode json() {
        final ObjectNode error =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("message", getMessage())
                        .put("type", type())
                        .put("param", parameter)
                        .put("code", code);
        return JsonNodeFactory.instance.objectNode().set("error", error);
    }
}
