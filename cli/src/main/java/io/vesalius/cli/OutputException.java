package io.vesalius.cli;

import java.io.IOException;
import java.util.Locale;

/** Output can't be written. */
final class OutputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputException(final IOException cause) {
        super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
    }

    /** Whether the reader has simply gone, as `head` does. */
    boolean readerIsGone() {
        return String.valueOf(getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
    }
}
