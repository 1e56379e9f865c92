package io.vesalius.base;

/**
 * A well-formed thing that this version can't run: an unknown architecture, tensor type or
 * tokenizer; what works is listed.
 */
public final class UnsupportedException extends VesaliusException {
    private static final long serialVersionUID = 1L;

    public UnsupportedException(final String message) {
        super(message);
    }
}
