package io.vesalius.cli;

import io.vesalius.base.UnsupportedException;

import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

import java.io.IOException;

/** Lines that a person types, with editing and history (of this conversation only). */
final class TerminalLines implements LineSource {
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private final Terminal terminal;
    private final LineReader reader;
    private final boolean colours;

    /**
     * @param terminal closed with this
     */
    TerminalLines(final Terminal terminal, final boolean colours) {
        this.terminal = terminal;
        this.colours = colours;
        reader =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .parser(new DefaultParser().escapeChars(null).quoteChars(new char[0]))
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .build();
    }

    /** The terminal that the program was started in. */
    static TerminalLines ofSystem(final boolean colours) {
        try {
            return new TerminalLines(
                    TerminalBuilder.builder().name("vesalius").system(true).dumb(true).build(),
                    colours);
        } catch (IOException e) {
            throw new UnsupportedException("the terminal can't be used: " + e.getMessage());
        }
    }

    @Override
    public Input next(final boolean goesOn) {
        final String mark = goesOn ? ". " : "> ";
        try {
            return new Input.Line(reader.readLine(colours ? BOLD + mark + PLAIN : mark));
        } catch (UserInterruptException e) {
            return new Input.Interrupted(e.getPartialLine().isEmpty());
        } catch (EndOfFileException e) {
            return new Input.End();
        }
    }

    @Override
    public Runnable onInterrupt(final Runnable action) {
        final Terminal.SignalHandler before =
                terminal.handle(Terminal.Signal.INT, signal -> action.run());
        return () -> terminal.handle(Terminal.Signal.INT, before);
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            System.getLogger(TerminalLines.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing the terminal", e);
        }
    }
}
