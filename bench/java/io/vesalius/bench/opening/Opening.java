package io.vesalius.bench.opening;

import io.vesalius.OpenOptions;
import io.vesalius.Vesalius;
import io.vesalius.kernel.WorkerTeam;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Times in turns, in one process, reading a file and copying it once and opening it as a model. The
 * file should be in the system's page cache. Exit codes: 0 fine, 1 it can't be read, 2 wrong usage.
 */
public final class Opening {
    private static final double MILLION = 1e6;

    private Opening() {}

    /** bench/README.md explains the arguments. */
    public static void main(final String[] args) throws IOException {
        if (args.length < 1 || args.length > 3) {
            System.err.println("usage: bench/run opening FILE [ROUNDS [THREADS]]");
            System.exit(2);
        }
        final Path file = Path.of(args[0]);
        final int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 21;
        final int threads = args.length > 2 ? Integer.parseInt(args[2]) : WorkerTeam.defaultSize();
        measure(file, rounds, threads);
    }

    private static void measure(final Path file, final int rounds, final int threads)
            throws IOException {
        final OpenOptions options = OpenOptions.DEFAULT.withThreads(threads);
        final List<Double> copies = new ArrayList<>();
        final List<Double> opens = new ArrayList<>();
        System.out.println("round   read and copy, ms   open, ms   ratio");
        for (int round = 1; round <= rounds; round++) {
            copies.add(ReadAndCopy.nanos(file, threads) / MILLION);
            opens.add(openNanos(file, options) / MILLION);
            print(String.valueOf(round), copies.getLast(), opens.getLast());
        }
        print("median", median(copies), median(opens));
        print("least", Collections.min(copies), Collections.min(opens));
    }

    private static long openNanos(final Path file, final OpenOptions options) {
        final long start = System.nanoTime();
        final Vesalius model = Vesalius.open(file, options);
        final long nanos = System.nanoTime() - start;
        model.close();
        return nanos;
    }

    private static void print(final String round, final double copy, final double open) {
        System.out.printf("%-6s %20.1f %10.1f %7.2f%n", round, copy, open, open / copy);
    }

    private static double median(final List<Double> values) {
        final List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }
}
