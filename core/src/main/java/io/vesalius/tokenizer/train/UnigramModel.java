package io.vesalius.tokenizer.train;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The steps of training a unigram language model (Kudo 2018): expectation and maximisation, and
 * pruning of the pieces whose loss hurts least. Work is shared out by a number of parts that
 * doesn't depend on the threads, so that sums don't either.
 */
final class UnigramModel {
    private static final int PARTS = 16;
    private static final double LEAST_EXPECTED = 0.5;

    /** The share of pieces that may have left before the others move together. */
    private static final double MOST_ABSENT = 0.1;

    private final Segments segments;
    private Pieces pieces;
    private final Workers workers;

    UnigramModel(final Segments segments, final Pieces pieces, final Workers workers) {
        this.segments = segments;
        this.pieces = pieces;
        this.workers = workers;
    }

    Pieces pieces() {
        return pieces;
    }

    /** Works on one segment. */
    private interface Part {
        void add(int from, int to, long count);
    }

    private <P extends Part> void forEachSegment(final P[] parts, final Supplier<P> supplier) {
        workers.forEach(
                parts.length,
                number -> {
                    parts[number] = supplier.get();
                    for (int segment = number; segment < segments.size(); segment += parts.length) {
                        parts[number].add(
                                segments.starts()[segment],
                                segments.end(segment),
                                segments.counts()[segment]);
                    }
                });
    }

    /** One step of EM; pieces that are hardly expected leave. */
    void estimate() {
        final Expected[] parts = new Expected[PARTS];
        forEachSegment(parts, () -> new Expected(new Expectation(pieces)));
        final double[] expected = new double[pieces.size()];
        for (final Expected part : parts) {
            addTo(expected, part.expectation.expected());
        }
        maximize(expected);
        compact();
    }

    private void compact() {
        if (pieces.presentCount() < (1 - MOST_ABSENT) * pieces.size()) {
            pieces = pieces.compacted();
        }
    }

    private record Expected(Expectation expectation) implements Part {
        @Override
        public void add(final int from, final int to, final long count) {
            expectation.add(from, to, count);
        }
    }

    private static void addTo(final double[] sums, final double[] more) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += more[i];
        }
    }

    /** Under a sparse prior, which the digamma function brings (Liang et al. 2007). */
    private void maximize(final double[] expected) {
        double sum = 0;
        for (int piece = 0; piece < expected.length; piece++) {
            pieces.present()[piece] &= expected[piece] >= LEAST_EXPECTED;
            sum += pieces.present()[piece] ? expected[piece] : 0;
        }
        final double total = Digamma.of(sum);
        for (int piece = 0; piece < expected.length; piece++) {
            if (pieces.present()[piece]) {
                pieces.scores()[piece] = Digamma.of(expected[piece]) - total;
            }
        }
    }

    /**
     * Takes pieces away until `size` are left, those first whose spelling by others costs least.
     */
    void prune(final int size) {
        final double[] frequencies = frequencies();
        final double sum = Arrays.stream(frequencies).sum();
        final double[] losses = new double[pieces.size()];
        workers.forEach(
                PARTS,
                part -> {
                    final BestPath path = new BestPath(pieces);
                    for (int piece = part; piece < losses.length; piece += PARTS) {
                        losses[piece] = loss(piece, frequencies, sum, path);
                    }
                });
        final Integer[] order = new Integer[losses.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(losses[b], losses[a]));
        for (int i = 0; i < order.length; i++) {
            pieces.present()[order[i]] &= i < size && losses[order[i]] >= 0;
        }
        compact();
    }

    /** How often each piece is in the best spellings of the corpus. */
    private double[] frequencies() {
        final Spelled[] parts = new Spelled[PARTS];
        forEachSegment(parts, () -> new Spelled(new BestPath(pieces), new double[pieces.size()]));
        final double[] frequencies = new double[pieces.size()];
        for (final Spelled part : parts) {
            addTo(frequencies, part.frequencies);
        }
        return frequencies;
    }

    private record Spelled(BestPath path, double[] frequencies) implements Part {
        @Override
        public void add(final int from, final int to, final long count) {
            path.find(from, to, -1);
            path.path(
                    to - from,
                    piece -> {
                        if (piece != BestPath.UNKNOWN) {
                            frequencies[piece] += count;
                        }
                    });
        }
    }

    /**
     * What the corpus loses in log-probability, about, where a piece is spelled by others: infinite
     * for one that others can't spell, negative for one that isn't used.
     */
    private double loss(
            final int piece, final double[] frequencies, final double sum, final BestPath path) {
        if (!pieces.present()[piece]) {
            return -1;
        }
        final int start = pieces.starts()[piece];
        final int length = pieces.lengths()[piece];
        final double others = path.find(start, start + length, piece);
        final double frequency = frequencies[piece];
        final Ints spelling = new Ints();
        path.path(length, spelling::add);
        if (frequency == 0 || others > pieces.scores()[piece]) {
            return -1;
        }
        final double sumWithout = Math.log(sum + frequency * (spelling.size() - 1));
        double without = 0;
        for (int i = 0; i < spelling.size(); i++) {
            final int other = spelling.get(i);
            if (other == BestPath.UNKNOWN) {
                return Double.POSITIVE_INFINITY;
            }
            without += Math.log(frequencies[other] + frequency) - sumWithout;
        }
        return Math.max(0, frequency * (Math.log(frequency) - Math.log(sum) - without));
    }
}
