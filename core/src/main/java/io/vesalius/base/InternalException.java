package io.vesalius.base;

/**
 * A defect of the engine, not of what it was given; the log has the details under the id it names.
 */
public final class InternalException extends VesaliusException {
    private static final long serialVersionUID = 1L;

    public InternalException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
