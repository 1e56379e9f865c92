package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.cli.LineSource.Input;

import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

@Timeout(30)
final class TerminalLinesTest {
    private final PipedOutputStream keyboard = new PipedOutputStream();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    /**
     * One thread that lives as long as the test: a pipe is broken when its last writer has died.
     */
    private final ExecutorService typist = Executors.newSingleThreadExecutor();

    private TerminalLines lines;

    @BeforeEach
    void open() throws IOException {
        final Terminal terminal =
                new ExternalTerminal(
                        "test",
                        "ansi",
                        new PipedInputStream(keyboard),
                        screen,
                        StandardCharsets.UTF_8);
        lines = new TerminalLines(terminal, false);
    }

    @AfterEach
    void close() {
        lines.close();
        typist.shutdownNow();
    }

    private void type(final String keys) throws IOException {
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    /** Types once the screen shows something, for the n-th time. */
    private void typeAfter(final String shown, final int times, final String keys) {
        typist.execute(
                () -> {
                    try {
                        while (count(shown) < times) {
                            Thread.sleep(5);
                        }
                        type(keys);
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private int count(final String shown) {
        return screen.toString(StandardCharsets.UTF_8).split(Pattern.quote(shown), -1).length - 1;
    }

    @Test
    void a_line_comes_as_it_was_typed() throws IOException {
        type("say \"it's\" \\ and !1 in Zürich\r");

        assertThat(lines.next(false)).isEqualTo(new Input.Line("say \"it's\" \\ and !1 in Zürich"));
        assertThat(screen.toString(StandardCharsets.UTF_8)).contains("> ");
    }

    @Test
    void what_was_typed_before_comes_back() throws IOException {
        type("first\r");
        assertThat(lines.next(false)).isEqualTo(new Input.Line("first"));
        type("\u001b[A!\r");

        assertThat(lines.next(false)).isEqualTo(new Input.Line("first!"));
    }

    @Test
    void control_c_tells_whether_something_was_typed() {
        typeAfter("> ", 1, "half a line");
        typeAfter("half a line", 1, "\u0003");
        assertThat(lines.next(false)).isEqualTo(new Input.Interrupted(false));
        typeAfter("> ", 2, "\u0003");

        assertThat(lines.next(false)).isEqualTo(new Input.Interrupted(true));
    }

    @Test
    void control_d_is_the_end() throws IOException {
        type("\u0004");

        assertThat(lines.next(false)).isEqualTo(new Input.End());
    }

    @Test
    void control_c_does_what_it_is_told_until_it_is_given_back() throws Exception {
        final CountDownLatch stopped = new CountDownLatch(1);
        final Runnable restore = lines.onInterrupt(stopped::countDown);
        type("\u0003");

        assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
        restore.run();
    }
}
