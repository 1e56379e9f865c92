package io.vesalius.bench.compare;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs programs. */
final class Commands {
    private static final int SHOWN = 2000;

    private Commands() {}

    /**
     * What a program writes, its standard error behind its standard output.
     *
     * @param out standard output
     */
    record Output(int code, String out, String err) {}

    static Output run(final List<String> command) {
        try {
            final Path err = Files.createTempFile("bench", ".err");
            try {
                final Process process =
                        new ProcessBuilder(command)
                                .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                                .redirectError(err.toFile())
                                .start();
                final String out =
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Output(process.waitFor(), out, Files.readString(err));
            } finally {
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new CompareException(command.getFirst() + " can't be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted"));
        }
    }

    private static File nothing() {
        return new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    /**
     * @throws CompareException when it ends with another code than 0
     */
    static Output runWell(final List<String> command) {
        final Output output = run(command);
        if (output.code() != 0) {
            final String said = (output.out() + output.err()).strip();
            throw new CompareException(
                    "%s ended with %d%s: %s"
                            .formatted(
                                    String.join(" ", command),
                                    output.code(),
                                    output.code() == 132
                                            ? " (it uses instructions that this processor lacks)"
                                            : "",
                                    said.substring(Math.max(0, said.length() - SHOWN))));
        }
        return output;
    }
}
