package io.vesalius.kernel;

import java.util.OptionalDouble;

/**
 * The most that a machine does, measured by loops that do nothing else: the two roofs under which
 * every kernel works (the roofline of Williams, Waterman and Patterson, 2009). Generating a token
 * reads every weight once, so memory bounds it; a prompt's tokens share that reading, so arithmetic
 * bounds them.
 *
 * @param threads that took part
 * @param memoryBytesPerSecond a plain read of memory far larger than the caches
 * @param floatOperationsPerSecond multiplications and additions of f32, on registers
 * @param byteOperationsPerSecond of bytes, summed in 32 bits; empty where the loops have no
 *     instructions for it
 * @param narrowOperationsPerSecond of bytes with weights of six bits or fewer, which may be summed
 *     in 16 bits first; empty likewise
 * @param instructions what the loops are made of
 */
public record Peaks(
        int threads,
        double memoryBytesPerSecond,
        double floatOperationsPerSecond,
        OptionalDouble byteOperationsPerSecond,
        OptionalDouble narrowOperationsPerSecond,
        String instructions) {
    /** Pieces of work for each worker, so that one that starts late doesn't count. */
    private static final int SHARES = 8;

    private static final int FIRST_ROUNDS = 1 << 12;
    private static final long SHARE_NANOS = 500_000;

    private static final double BETTER = 1.01;
    private static final long PATIENCE = 150_000_000;
    private static final long MOST_NANOS = 2_000_000_000;
    private static final int LEAST_ROUNDS = 3;

    /** Runs for some rounds and says how many operations those were. */
    private interface Loop {
        long run(int rounds);
    }

    /**
     * Measures for a fraction of a second each; for two seconds where nothing is steady.
     *
     * @throws io.vesalius.base.CapacityException when there isn't 512 MiB to read
     */
    public static Peaks measure(final LimitLoops loops, final WorkerTeam team) {
        final double floats = arithmetic(team, loops::multiplyFloats);
        final boolean hasBytes = !loops.byteInstructions().isEmpty();
        final OptionalDouble none = OptionalDouble.empty();
        final String instructions =
                loops.floatInstructions() + (hasBytes ? "; " + loops.byteInstructions() : "");
        return new Peaks(
                team.size(),
                stream(loops, team),
                floats,
                hasBytes ? OptionalDouble.of(arithmetic(team, loops::multiplyBytes)) : none,
                hasBytes ? OptionalDouble.of(arithmetic(team, loops::multiplyNarrow)) : none,
                instructions);
    }

    /**
     * The best of some runs, until it hasn't become better for a while: what disturbs a measurement
     * only ever makes it slower, and the compiler needs some runs to be at its best.
     */
    static double best(final double amount, final Runnable run) {
        double best = 0;
        long spent = 0;
        long since = 0;
        for (int i = 0; i < LEAST_ROUNDS || since < PATIENCE && spent < MOST_NANOS; i++) {
            final long start = System.nanoTime();
            run.run();
            final long nanos = Math.max(1, System.nanoTime() - start);
            final double rate = amount / nanos * 1e9;
            since = rate > best * BETTER ? 0 : since + nanos;
            best = Math.max(best, rate);
            spent += nanos;
        }
        return best;
    }

    private static double arithmetic(final WorkerTeam team, final Loop loop) {
        final int rounds = rounds(loop);
        final int shares = SHARES * team.size();
        final double operations = (double) loop.run(rounds) * shares;
        return best(operations, () -> team.run(shares, (worker, share) -> loop.run(rounds)));
    }

    /** So many that a share takes long beside its call and short beside a disturbance. */
    private static int rounds(final Loop loop) {
        int rounds = FIRST_ROUNDS;
        long nanos = 0;
        while (nanos < SHARE_NANOS && rounds < 1 << 28) {
            rounds *= 2;
            final long start = System.nanoTime();
            loop.run(rounds);
            nanos = System.nanoTime() - start;
        }
        return rounds;
    }

    private static double stream(final LimitLoops loops, final WorkerTeam team) {
        try (MemoryStream stream = new MemoryStream(loops, team)) {
            return best(MemoryStream.BYTES, stream::read);
        }
    }
}
