package io.vesalius.base;

import java.util.Objects;

/**
 * An error that a person can act on. Its message is safe to show: it says where, what was found,
 * what is allowed and the way out, in one line and without a stack trace. Anything else that is
 * thrown is a defect of the engine.
 */
public abstract sealed class VesaliusException extends RuntimeException
        permits BadFileException,
                BadRequestException,
                CapacityException,
                InternalException,
                UnsupportedException {
    private static final long serialVersionUID = 1L;

    VesaliusException(final String message) {
        super(message);
    }

    VesaliusException(final String message, final Throwable cause) {
        super(message, cause);
    }

    @Override
    public final String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
