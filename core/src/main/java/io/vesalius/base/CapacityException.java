package io.vesalius.base;

/** The machine or a budget is too small for what was asked; the message holds the arithmetic. */
public final class CapacityException extends VesaliusException {
    private static final long serialVersionUID = 1L;

    public CapacityException(final String message) {
        super(message);
    }
}
