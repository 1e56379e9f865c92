package io.vesalius.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds the command that is asked for, gives it its options and runs it. Exit codes: 0 fine, 1
 * failed, 2 wrong usage.
 */
final class Cli {
    static final int FINE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private Cli() {}

    /** Runs one command line and returns the process's exit code; throws nothing. */
    static int run(final String[] args, final Shell shell) {
        try {
            final int code = dispatch(List.of(args), shell);
            shell.out().flush();
            return code;
        } catch (Throwable e) {
            return Failure.report(e, args, shell);
        }
    }

    private static int dispatch(final List<String> args, final Shell shell) {
        if (args.isEmpty()) {
            shell.err().print(Help.overview()).flush();
            return WRONG_USAGE;
        }
        final List<String> rest = args.subList(1, args.size());
        switch (args.getFirst()) {
            case "help", "--help", "-h" -> help(rest, shell);
            case "version", "--version", "-V" -> shell.out().line(Version.text());
            default -> run(find(args.getFirst()), rest, shell);
        }
        return FINE;
    }

    private static Commands find(final String name) {
        return Commands.named(name)
                .orElseThrow(
                        () ->
                                new UsageException(
                                        "no command '%s': there are %s"
                                                .formatted(Printable.line(name, 40), names())));
    }

    private static String names() {
        return Commands.ALL.stream().map(Commands::name).collect(Collectors.joining(", "))
                + "; 'vesalius help' explains them";
    }

    private static void help(final List<String> names, final Shell shell) {
        if (names.isEmpty()) {
            shell.out().print(Help.overview());
        } else {
            final Commands command = find(names.getFirst());
            shell.out().print(Help.of(command, line(command, command.make().get())));
        }
    }

    private static void run(final Commands which, final List<String> args, final Shell shell) {
        final Command command = which.make().get();
        final CommandLine line = line(which, command);
        if (line.parseArgs(args.toArray(String[]::new)).isUsageHelpRequested()) {
            shell.out().print(Help.of(which, line));
        } else {
            command.run(shell);
        }
    }

    /** Arguments that begin with @ are what they are, not files of arguments. */
    private static CommandLine line(final Commands which, final Command command) {
        final CommandLine line = new CommandLine(command);
        line.getCommandSpec().addMixin("General", common());
        Numbers.register(line);
        return line.setCommandName("vesalius " + which.name())
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Options of every command. */
    private static CommandSpec common() {
        return CommandSpec.create()
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Show this help.")
                                .build())
                .addOption(
                        OptionSpec.builder("--debug")
                                .arity("0")
                                .description(
                                        "Show debug messages, and the trace of an internal error.")
                                .build());
    }

    /** Whether the command of a command line has an option, whether given or not. */
    static boolean hasOption(final String[] args, final String option) {
        return args.length > 0
                && Commands.named(args[0])
                        .map(which -> line(which, which.make().get()))
                        .filter(line -> line.getCommandSpec().findOption(option) != null)
                        .isPresent();
    }

    /** Whether a developer is at work. */
    static boolean debug(final String[] args) {
        return Arrays.asList(args).contains("--debug");
    }
}
