package io.vesalius.cli;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What the launcher lets the JVM learn from, once after each build: the classes that commands need,
 * and which methods are worth compiling. Two stories, the second far past the model's context, and
 * a message of a chat.
 */
public final class Rehearsal {
    /** What is said where a command asks. */
    static final String INPUT = "One day, a cat\n";

    static final List<List<String>> COMMANDS =
            List.of(
                    List.of("run", "--seed=1", "Once upon a time"),
                    List.of("run", "-n=3000", "--recent=200", "--ignore-eos", "Once upon a time"),
                    List.of("chat", "--seed=1", "-n=50"));

    private Rehearsal() {}

    /** Ends when all is said, to nobody. */
    public static void main(final String[] args) {
        for (final List<String> command : COMMANDS) {
            Cli.run(command.toArray(String[]::new), shell());
        }
    }

    private static Shell shell() {
        return new Shell(
                new ByteArrayInputStream(INPUT.getBytes(StandardCharsets.UTF_8)),
                false,
                new Output(OutputStream.nullOutputStream(), false),
                new Output(OutputStream.nullOutputStream(), false),
                Map.of());
    }
}
