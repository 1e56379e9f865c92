package io.vesalius.base;

/** The machine or a budget is too small for what was asked; the message holds the arithmetic. */
public final class CapacityException extends VesaliusException {
    private static final long serialVersionUID = 1L;
    private final boolean passing;

    public CapacityException(final String message) {
        this(message, false);
    }

    private CapacityException(final String message, final boolean passing) {
        super(message);
        this.passing = passing;
    }

    /** Too much is asked at this moment: the same may be done later. */
    public static CapacityException passing(final String message) {
        return new CapacityException(message, true);
    }

    /** Whether trying again later can help. */
    public boolean isPassing() {
        return passing;
    }
}
