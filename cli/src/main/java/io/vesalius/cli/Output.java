package io.vesalius.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A stream that text goes to, as UTF-8; unlike a PrintStream it says when nobody reads any more.
 */
final class Output {
    private final OutputStream stream;
    private final boolean terminal;

    Output(final OutputStream stream, final boolean terminal) {
        this.stream = new BufferedOutputStream(stream, 1 << 14);
        this.terminal = terminal;
    }

    /** Whether a person reads it. */
    boolean isTerminal() {
        return terminal;
    }

    /**
     * Writes text as it is; it may wait in a buffer.
     *
     * @throws OutputException when it can't be written
     */
    Output print(final String text) {
        try {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new OutputException(e);
        }
        return this;
    }

    /** Writes a line, and all that waits. */
    void line(final String text) {
        print(text).print("\n").flush();
    }

    /**
     * Writes text of a model or a file: on a terminal without the control characters by which it
     * could rewrite the screen, elsewhere as it is.
     */
    Output printForeign(final String text) {
        return print(terminal ? Printable.lines(text) : text);
    }

    /**
     * Writes all that waits.
     *
     * @throws OutputException when it can't be written
     */
    void flush() {
        try {
            stream.flush();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }
}
