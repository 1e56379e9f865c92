package io.vesalius.bench.opening;

import io.vesalius.OpenOptions;
import io.vesalius.Vesalius;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.VesaliusException;
import io.vesalius.kernel.WorkerTeam;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    private static final int USUAL_ROUNDS = 21;
    private static final int MOST = 10_000;

    private Opening() {}

    /** bench/README.md explains the arguments. */
    public static void main(final String[] args) {
        System.exit(run(args));
    }

    private static int run(final String[] args) {
        if (args.length < 1 || args.length > 3) {
            System.err.println("usage: bench/run opening FILE [ROUNDS [THREADS]]");
            return 2;
        }
        try {
            final int rounds = args.length > 1 ? number("ROUNDS", args[1]) : USUAL_ROUNDS;
            final int threads =
                    args.length > 2 ? number("THREADS", args[2]) : WorkerTeam.defaultSize();
            measure(Path.of(args[0]), rounds, threads);
            return 0;
        } catch (BadRequestException e) {
            System.err.println("opening: " + e.getMessage());
            return 2;
        } catch (IOException | UncheckedIOException | VesaliusException e) {
            System.err.println("opening: " + args[0] + ": " + e.getMessage());
            return 1;
        }
    }

    private static int number(final String name, final String text) {
        try {
            final int number = Integer.parseInt(text);
            if (number >= 1 && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException ignored) {
            // Said below, as for numbers out of range.
        }
        throw new BadRequestException(
                name, "%s '%s': a number from 1 to %d is allowed".formatted(name, text, MOST));
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
