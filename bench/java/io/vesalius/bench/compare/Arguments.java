package io.vesalius.bench.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The command line.
 *
 * @param vesalius how this engine is started
 * @param peers by name, how others are started
 * @param rounds how often each engine runs
 */
record Arguments(List<String> vesalius, Plan plan, Map<String, List<String>> peers, int rounds) {
    private static final Set<String> KNOWN =
            Set.of(
                    "--vesalius",
                    "--model",
                    "--threads",
                    "--prompt",
                    "--new",
                    "--batch",
                    "--depth",
                    "--rounds",
                    "--peer");
    private static final Map<String, String> SHORT =
            Map.of(
                    "-m",
                    "--model",
                    "-t",
                    "--threads",
                    "-p",
                    "--prompt",
                    "-n",
                    "--new",
                    "-b",
                    "--batch",
                    "-d",
                    "--depth",
                    "-r",
                    "--rounds");

    /**
     * @throws CompareException that says what is wrong and what is allowed
     */
    static Arguments parse(final String... args) {
        final Map<String, String> values = new HashMap<>();
        final Map<String, List<String>> peers = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            final String name = SHORT.getOrDefault(args[i], args[i]);
            if (!KNOWN.contains(name)) {
                throw new CompareException(
                        "no option '%s': there are %s"
                                .formatted(
                                        args[i],
                                        String.join(", ", KNOWN.stream().sorted().toList())));
            }
            if (i + 1 == args.length) {
                throw new CompareException(args[i] + " needs a value behind it");
            }
            if (name.equals("--peer")) {
                peer(peers, args[i + 1]);
            } else {
                values.put(name, args[i + 1]);
            }
        }
        if (!values.containsKey("--model")) {
            throw new CompareException(
                    "--model FILE is needed: the GGUF file that all engines run");
        }
        return new Arguments(
                words(values.getOrDefault("--vesalius", "vesalius")),
                plan(values),
                peers,
                number(values, "--rounds", 5, 1));
    }

    private static Plan plan(final Map<String, String> values) {
        return new Plan(
                Path.of(values.getOrDefault("--model", "")).toAbsolutePath().toString(),
                number(values, "--threads", Runtime.getRuntime().availableProcessors(), 1),
                number(values, "--prompt", 512, 0),
                number(values, "--new", 64, 0),
                numbers(values, "--batch", "1", 1),
                numbers(values, "--depth", "0", 0));
    }

    private static void peer(final Map<String, List<String>> peers, final String text) {
        final int equals = text.indexOf('=');
        if (equals < 1 || equals + 1 == text.length()) {
            throw new CompareException(
                    "--peer '%s': NAME=COMMAND is needed, such as 'llama.cpp=/path/llama-bench -fa 1'"
                            .formatted(text));
        }
        final String name = text.substring(0, equals);
        if (name.equals("vesalius") || peers.put(name, words(text.substring(equals + 1))) != null) {
            throw new CompareException("--peer: the name '%s' is taken".formatted(name));
        }
    }

    private static List<String> words(final String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    private static int number(
            final Map<String, String> values, final String name, final int usual, final int least) {
        return values.containsKey(name) ? number(name, values.get(name), least) : usual;
    }

    private static List<Integer> numbers(
            final Map<String, String> values,
            final String name,
            final String usual,
            final int least) {
        final List<Integer> numbers = new ArrayList<>();
        for (final String text : values.getOrDefault(name, usual).split(",", -1)) {
            numbers.add(number(name, text, least));
        }
        return numbers;
    }

    private static int number(final String name, final String text, final int least) {
        final int most = 1 << 24;
        try {
            final int number = Integer.parseInt(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException ignored) {
            // Said below, as for numbers out of range.
        }
        throw new CompareException(
                "%s '%s': a number from %d to %d is allowed".formatted(name, text, least, most));
    }
}
