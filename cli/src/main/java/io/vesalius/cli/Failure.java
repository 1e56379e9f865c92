package io.vesalius.cli;

import io.vesalius.base.BadRequestException;
import io.vesalius.base.VesaliusException;

import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** What went wrong, as one line for a person and an exit code. */
final class Failure {
    private Failure() {}

    /** Says what went wrong on standard error. */
    static int report(final Throwable e, final String[] args, final Shell shell) {
        try {
            if (!(e instanceof OutputException)) {
                shell.out().flush();
            }
            return explain(e, args, shell);
        } catch (OutputException gone) {
            // Nobody reads standard output or standard error: the exit code has to do.
            return gone.readerIsGone() && e == gone ? Cli.FINE : Cli.FAILED;
        }
    }

    private static int explain(final Throwable e, final String[] args, final Shell shell) {
        return switch (e) {
            case OutputException gone when gone.readerIsGone() -> Cli.FINE;
            case OutputException full ->
                    say(shell, "the output can't be written: " + full.getMessage(), Cli.FAILED);
            case UsageException usage ->
                    say(shell, usage.getMessage() + hint(args), Cli.WRONG_USAGE);
            case ParameterException wrong ->
                    say(shell, wrong.getMessage() + hint(args), Cli.WRONG_USAGE);
            case BadRequestException bad -> badRequest(bad, args, shell);
            case VesaliusException known -> say(shell, known.getMessage(), Cli.FAILED);
            case OutOfMemoryError memory ->
                    say(
                            shell,
                            "the Java heap of %d MiB is full: raise it with -Xmx (JAVA_TOOL_OPTIONS)"
                                    .formatted(Runtime.getRuntime().maxMemory() >> 20),
                            Cli.FAILED);
            default -> internal(e, args, shell);
        };
    }

    private static int badRequest(
            final BadRequestException bad, final String[] args, final Shell shell) {
        final Optional<String> option =
                OptionNames.of(bad.parameter()).filter(name -> Cli.hasOption(args, name));
        return option.isPresent()
                ? say(shell, option.get() + ": " + bad.getMessage() + hint(args), Cli.WRONG_USAGE)
                : say(shell, bad.getMessage(), Cli.FAILED);
    }

    private static String hint(final String[] args) {
        return args.length > 0 && Commands.named(args[0]).isPresent()
                ? " (vesalius help %s)".formatted(args[0])
                : "";
    }

    private static int internal(final Throwable e, final String[] args, final Shell shell) {
        final StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace, true));
        final String id = UUID.randomUUID().toString().substring(0, 8);
        final String what = "internal error %s: %s".formatted(id, e);
        if (Cli.debug(args)) {
            say(shell, what, Cli.FAILED);
            shell.err().print(trace.toString()).flush();
            return Cli.FAILED;
        }
        return say(shell, what + logged(id, trace.toString()), Cli.FAILED);
    }

    /** A trace is worth keeping, and no sight for most people. */
    private static String logged(final String id, final String trace) {
        final Path file = Path.of(System.getProperty("java.io.tmpdir"), "vesalius-" + id + ".log");
        try {
            Files.writeString(file, Version.text() + "\n" + trace);
            return " (its trace is in %s; --debug shows it)".formatted(file);
        } catch (IOException ignored) {
            return " (--debug shows its trace)";
        }
    }

    private static int say(final Shell shell, final String message, final int code) {
        final String name =
                shell.colours(shell.err()) ? "\u001b[1;31mvesalius:\u001b[0m " : "vesalius: ";
        shell.err().line(name + Printable.line(message));
        return code;
    }
}
