package io.vesalius.cli;

import io.vesalius.base.BadFileException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Lines of standard input, where nobody types; Ctrl-C ends the program as ever. */
final class PlainLines implements LineSource {
    private final BufferedReader reader;

    PlainLines(final Shell shell) {
        reader =
                new BufferedReader(
                        new InputStreamReader(
                                shell.in(),
                                StandardCharsets.UTF_8
                                        .newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT)));
    }

    /**
     * @throws BadFileException for what is not UTF-8
     */
    @Override
    public Input next(final boolean goesOn) {
        try {
            final String line = reader.readLine();
            return line == null ? new Input.End() : new Input.Line(line);
        } catch (CharacterCodingException e) {
            throw new BadFileException("standard input is not UTF-8: convert it first", e);
        } catch (IOException e) {
            throw new BadFileException("standard input can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Runnable onInterrupt(final Runnable action) {
        return () -> {};
    }

    /** Standard input is not ours to close. */
    @Override
    public void close() {}
}
