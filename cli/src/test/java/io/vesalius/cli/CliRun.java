package io.vesalius.cli;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * One run of the command line, in this process.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record CliRun(int code, String out, String err) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Runs with nothing on standard input; arguments become strings. */
    static CliRun of(final Object... args) {
        return withInput("", args);
    }

    static CliRun withInput(final String input, final Object... args) {
        return run(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), false, args);
    }

    /** As people see it: all streams are terminals. */
    static CliRun onTerminal(final Object... args) {
        return run(InputStream.nullInputStream(), true, args);
    }

    static CliRun run(final InputStream input, final boolean terminal, final Object... args) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final int code =
                Cli.run(
                        strings(args),
                        new Shell(
                                input,
                                terminal,
                                new Output(out, terminal),
                                new Output(err, terminal),
                                Map.of()));
        return new CliRun(
                code,
                out.toString(StandardCharsets.UTF_8),
                withoutProgress(err.toString(StandardCharsets.UTF_8)));
    }

    /** How far something is, is shown on slow machines only: no test may hang on it. */
    private static String withoutProgress(final String err) {
        return err.replaceAll("(?m)^(loading |training: ).*\\R", "")
                .replaceAll("\r\u001b\\[K((loading |training: )[^\r\n]*)?", "");
    }

    /** Runs with a standard output that can't be written. */
    static CliRun intoBroken(final String reason, final Object... args) {
        final OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(final int b) throws IOException {
                        throw new IOException(reason);
                    }
                };
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final int code =
                Cli.run(
                        strings(args),
                        new Shell(
                                InputStream.nullInputStream(),
                                false,
                                new Output(broken, false),
                                new Output(err, false),
                                Map.of()));
        return new CliRun(code, "", err.toString(StandardCharsets.UTF_8));
    }

    private static String[] strings(final Object... args) {
        final String[] strings = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            strings[i] = args[i].toString();
        }
        return strings;
    }

    /** Standard output as one JSON value. */
    JsonNode json() {
        return JSON.readTree(out);
    }

    /** Standard output as one JSON value a line. */
    List<JsonNode> jsonLines() {
        return out.lines().map(JSON::readTree).toList();
    }
}
