package io.vesalius.base;

/** A file is not what it claims to be: damaged, incomplete, or hostile. */
public final class BadFileException extends VesaliusException {
    private static final long serialVersionUID = 1L;

    public BadFileException(final String message) {
        super(message);
    }

    public BadFileException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
