package io.vesalius.cli;

/** The command line itself is wrong; one sentence that names the option. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(final String message) {
        super(message);
    }
}
