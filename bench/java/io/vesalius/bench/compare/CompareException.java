package io.vesalius.bench.compare;

/** Something is wrong with the command line or an engine; one message for a person. */
final class CompareException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CompareException(final String message) {
        super(message);
    }
}
