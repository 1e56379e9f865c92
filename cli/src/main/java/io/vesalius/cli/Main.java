package io.vesalius.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where `java -jar vesalius.jar` and the launcher begin. */
public final class Main {
    private Main() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param args as the user wrote them
     */
    public static void main(final String[] args) {
        final PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        final PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        final int exitCode = commandLine(out, err).execute(args);
        out.flush();
        System.exit(exitCode);
    }

    /** The commands, writing to these. A leading @ belongs to the text: no file is read for it. */
    static CommandLine commandLine(final PrintWriter out, final PrintWriter err) {
        final CommandSpec spec =
                CommandSpec.create()
                        .name("vesalius")
                        .mixinStandardHelpOptions(true)
                        .version("vesalius " + Version.read());
        spec.usageMessage().description("Runs language models, and shows what happens inside.");
        final CommandLine commandLine = new CommandLine(spec);
        return commandLine
                .setExpandAtFiles(false)
                .setOut(out)
                .setErr(err)
                .setExecutionStrategy(Main::execute);
    }

    private static int execute(final CommandLine.ParseResult parsed) {
        final Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        final CommandLine commandLine = parsed.commandSpec().commandLine();
        commandLine.usage(commandLine.getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
