package io.vesalius.kernel;

import io.vesalius.tensor.BlockEncoder;
import io.vesalius.tensor.DType;
import io.vesalius.tensor.HostMemory;
import io.vesalius.tensor.TensorRows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The most that a machine does, measured: what speeds are compared with. Generating a token reads
 * every weight once, so memory bounds it; a prompt's tokens share that reading, so products bound
 * them (the roofline of Williams, Waterman and Patterson, 2009).
 *
 * @param threads that took part
 * @param memoryBytesPerSecond read from memory, far beyond the caches
 * @param products operations a second (a multiplication and an addition are two) of a product whose
 *     operands stay in the caches, by weight type
 */
public record Peaks(int threads, double memoryBytesPerSecond, SortedMap<DType, Double> products) {
    private static final long STREAM_BYTES = 256L << 20;
    private static final int STREAM_PIECE = 1 << 20;
    private static final int OUTPUTS = 1024;
    private static final int INPUTS = 1024;
    private static final int MOST_ROWS = 256;

    private static final int FEW_ROWS = 32;

    /** Operations a second from which more rows, which take eight times as long, are tried too. */
    private static final double WORTH_MORE = 2e10;

    private static final double BETTER = 1.02;
    private static final long PATIENCE = 150_000_000;
    private static final long MOST_NANOS = 2_000_000_000;
    private static final int LEAST_ROUNDS = 3;

    public Peaks {
        products = Collections.unmodifiableSortedMap(new TreeMap<>(products));
    }

    /**
     * Measures for a fraction of a second each; for two seconds where nothing is steady.
     *
     * @param types of weights to multiply with, of those that {@link BlockEncoder} writes
     * @throws io.vesalius.base.CapacityException when there isn't 256 MiB to read
     */
    public static Peaks measure(final Verbs verbs, final WorkerTeam team, final List<DType> types) {
        final SortedMap<DType, Double> products = new TreeMap<>();
        for (final DType type : types) {
            products.put(type, product(verbs, team, type));
        }
        return new Peaks(team.size(), stream(team), products);
    }

    /**
     * The best of some rounds, until it hasn't become better for a while: what disturbs a
     * measurement only ever makes it slower, and the compiler needs some rounds to be at its best.
     */
    private static double best(final double amount, final Runnable round) {
        double best = 0;
        long spent = 0;
        long since = 0;
        for (int i = 0; i < LEAST_ROUNDS || since < PATIENCE && spent < MOST_NANOS; i++) {
            final long start = System.nanoTime();
            round.run();
            final long nanos = Math.max(1, System.nanoTime() - start);
            final double rate = amount / nanos * 1e9;
            since = rate > best * BETTER ? 0 : since + nanos;
            best = Math.max(best, rate);
            spent += nanos;
        }
        return best;
    }

    private static double stream(final WorkerTeam team) {
        try (Arena arena = Arena.ofShared()) {
            final MemorySegment memory =
                    HostMemory.allocate(arena, STREAM_BYTES, "a measurement of memory speed");
            final int pieces = (int) (STREAM_BYTES / STREAM_PIECE);
            final long[] sums = new long[pieces];
            // Untouched pages are all the same zeros, which the caches hold.
            team.run(pieces, (worker, piece) -> piece(memory, piece).fill((byte) 1));
            return best(
                    STREAM_BYTES,
                    () ->
                            team.run(
                                    pieces,
                                    (worker, piece) -> sums[piece] = sum(piece(memory, piece))));
        }
    }

    private static MemorySegment piece(final MemorySegment memory, final int index) {
        return memory.asSlice((long) index * STREAM_PIECE, STREAM_PIECE);
    }

    /** Four sums, so that no addition waits for the one before. */
    private static long sum(final MemorySegment piece) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (long at = 0; at < STREAM_PIECE; at += 32) {
            a += piece.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
            b += piece.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 8);
            c += piece.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 16);
            d += piece.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 24);
        }
        return a + b + c + d;
    }

    private static double product(final Verbs verbs, final WorkerTeam team, final DType type) {
        try (CpuCompute compute = new CpuCompute(verbs, team)) {
            final Rows x = compute.rows(MOST_ROWS, INPUTS);
            final float[] row = wave(INPUTS);
            for (int i = 0; i < MOST_ROWS; i++) {
                compute.write(x, i, row, 0, INPUTS);
            }
            final List<Projection> projection =
                    List.of(
                            new Projection(
                                    compute.matrix(new Waves(type)),
                                    Optional.empty(),
                                    compute.rows(MOST_ROWS, OUTPUTS)));
            final double few = rate(compute, x, FEW_ROWS, projection);
            return few < WORTH_MORE ? few : Math.max(few, rate(compute, x, MOST_ROWS, projection));
        }
    }

    private static double rate(
            final CpuCompute compute,
            final Rows x,
            final int rows,
            final List<Projection> projection) {
        return best(2.0 * OUTPUTS * INPUTS * rows, () -> compute.product(x, rows, projection));
    }

    private static float[] wave(final int length) {
        final float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = i % 31 / 16f - 1;
        }
        return values;
    }

    /** A matrix whose rows are all the same wave. */
    private record Waves(DType type) implements TensorRows {
        @Override
        public String name() {
            return "a measurement of products";
        }

        @Override
        public int rows() {
            return OUTPUTS;
        }

        @Override
        public int columns() {
            return INPUTS;
        }

        @Override
        public void read(final int first, final int count, final MemorySegment destination) {
            final byte[] row = BlockEncoder.encode(type, wave(INPUTS));
            for (int i = 0; i < count; i++) {
                MemorySegment.copy(
                        MemorySegment.ofArray(row),
                        0,
                        destination,
                        (long) i * row.length,
                        row.length);
            }
        }
    }
}
