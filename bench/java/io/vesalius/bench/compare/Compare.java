package io.vesalius.bench.compare;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures engines in turns, A B A B, and prints medians and ratios. Exit codes: 0 fine, 1 an
 * engine failed, 2 wrong usage.
 */
public final class Compare {
    private Compare() {}

    /** bench/README.md explains the options. */
    public static void main(final String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    static int run(final String[] args, final PrintStream out, final PrintStream err) {
        final Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (CompareException e) {
            err.println("compare: " + e.getMessage());
            return 2;
        }
        try {
            compare(arguments, out, err);
            return 0;
        } catch (CompareException e) {
            err.println("compare: " + e.getMessage());
            return 1;
        }
    }

    private static void compare(
            final Arguments arguments, final PrintStream out, final PrintStream err) {
        final Vesalius ours = new Vesalius(arguments.vesalius(), arguments.plan(), new TreeMap<>());
        final List<Engine> peers = new ArrayList<>();
        arguments.peers().forEach((name, line) -> peers.add(peer(name, line, arguments.plan())));
        out.println(MachineLine.read(arguments.vesalius(), arguments.plan().threads()));
        final List<Engine> all = new ArrayList<>(List.of(ours));
        all.addAll(peers);
        final Samples samples = new Samples();
        for (int round = 1; round <= arguments.rounds(); round++) {
            for (final Engine engine : all) {
                err.printf("round %d of %d: %s%n", round, arguments.rounds(), engine.name());
                final Map<Trial, Double> rates = engine.measure();
                samples.add(engine.name(), rates);
            }
        }
        out.println();
        out.print(new Table(samples, ours, peers).text());
        out.println();
        out.println(MachineLine.read(arguments.vesalius(), arguments.plan().threads()));
    }

    /** Which of llama.cpp's two benchmarks it is, a name in its command says. */
    private static Engine peer(final String name, final List<String> command, final Plan plan) {
        return command.stream().anyMatch(word -> word.contains("batched"))
                ? new LlamaBatchedBench(name, command, plan)
                : LlamaBench.of(name, command, plan);
    }
}
