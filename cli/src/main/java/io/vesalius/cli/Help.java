package io.vesalius.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a command is for, how it is called, its options under headings (the names of the groups they
 * are declared in) with their defaults, and examples.
 */
final class Help {
    private static final int INDENT = 30;
    private static final int WIDTH = 100;

    private Help() {}

    /** All commands. */
    static String overview() {
        final StringBuilder text = new StringBuilder("Vesalius runs language models.\n\n");
        text.append("Usage: vesalius COMMAND [OPTIONS] ...\n\nCommands:\n");
        for (final Commands command : Commands.ALL) {
            entry(text, command.name(), command.purpose() + ".");
        }
        entry(text, "help COMMAND", "Explain a command: its options, defaults and examples.");
        entry(text, "version", "Show the version.");
        return text.append("\nA MODEL is a GGUF file. Text goes to standard output, progress and")
                .append(" timings to standard error;\nwith --json every command writes one JSON")
                .append(" object a line. Exit codes: 0 fine, 1 failed, 2 wrong usage.\n")
                .toString();
    }

    /** One command. */
    static String of(final Commands command, final CommandLine line) {
        final CommandSpec spec = line.getCommandSpec();
        final StringBuilder text = new StringBuilder(command.purpose()).append(".\n\n");
        text.append("Usage: vesalius ").append(command.name()).append(" [OPTIONS]");
        for (final PositionalParamSpec parameter : spec.positionalParameters()) {
            text.append(' ').append(parameter.paramLabel());
        }
        text.append("\n\n");
        for (final String paragraph : spec.usageMessage().description()) {
            wrap(text, paragraph, 0);
        }
        parameters(text, spec);
        sections(spec).forEach((heading, options) -> section(text, heading, options));
        final String[] examples = spec.usageMessage().footer();
        if (examples.length > 0) {
            text.append("\nExamples:\n");
            Arrays.stream(examples).forEach(example -> text.append("  " + example + "\n"));
        }
        return text.toString();
    }

    private static void parameters(final StringBuilder text, final CommandSpec spec) {
        if (!spec.positionalParameters().isEmpty()) {
            text.append("\nArguments:\n");
            for (final PositionalParamSpec parameter : spec.positionalParameters()) {
                entry(text, parameter.paramLabel(), described(parameter));
            }
        }
    }

    /** The command's own options first, then each group's, the common ones last. */
    private static Map<String, List<OptionSpec>> sections(final CommandSpec spec) {
        final Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
        final List<OptionSpec> own = new ArrayList<>(spec.options());
        spec.mixins().values().forEach(mixin -> own.removeIf(o -> has(mixin, o)));
        sections.put("Options", own);
        spec.mixins().forEach((name, mixin) -> sections.put(name, mixin.options()));
        sections.values().removeIf(List::isEmpty);
        return sections;
    }

    private static boolean has(final CommandSpec mixin, final OptionSpec option) {
        return mixin.options().stream().anyMatch(o -> o.longestName().equals(option.longestName()));
    }

    private static void section(
            final StringBuilder text, final String heading, final List<OptionSpec> options) {
        text.append('\n').append(heading).append(":\n");
        for (final OptionSpec option : options) {
            if (!option.hidden()) {
                final String names = String.join(", ", option.names());
                entry(text, names + value(option), described(option));
            }
        }
    }

    private static String value(final OptionSpec option) {
        return option.arity().max() == 0 ? "" : " " + option.paramLabel();
    }

    private static String described(final ArgSpec argument) {
        return Arrays.stream(argument.description()).collect(Collectors.joining(" "));
    }

    private static void entry(final StringBuilder text, final String name, final String about) {
        final int start = text.length();
        text.append("  ").append(name);
        if (text.length() - start > INDENT - 2) {
            text.append('\n').append(" ".repeat(INDENT));
        } else {
            text.append(" ".repeat(INDENT - (text.length() - start)));
        }
        wrap(text, about, INDENT);
    }

    /** Breaks lines between words; the first starts where the text is, the others at `indent`. */
    private static void wrap(final StringBuilder text, final String words, final int indent) {
        int column = indent;
        for (final String word : words.split(" ")) {
            if (column > indent && column + 1 + word.length() > WIDTH) {
                text.append('\n').append(" ".repeat(indent));
                column = indent;
            } else if (column > indent) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        text.append('\n');
    }
}
