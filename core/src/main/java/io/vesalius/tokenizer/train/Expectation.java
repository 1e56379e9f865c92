package io.vesalius.tokenizer.train;

import java.util.Arrays;

/**
 * How often each piece is expected in the segments, over all ways to spell them weighed by their
 * probability: forward and backward sums over the lattice (Kudo 2018, section 3.2). Sums are
 * probabilities times a power of 2^256, so that long segments don't vanish. One thread.
 */
final class Expectation {
    private static final double STEP = 0x1p256;

    private final Pieces pieces;
    private final double[] probabilities; // [pieces], 0 for those that left
    private final double unknown;
    private final double[] expected; // [pieces]
    private double[] forward = new double[0]; // [length + 1]
    private double[] backward = new double[0];
    private int[] forwardSteps = new int[0]; // how many powers each sum was raised by
    private int[] backwardSteps = new int[0];
    private final Ints ends = new Ints(); // edges of the lattice by their starts
    private final Ints edgePieces = new Ints();
    private int[] firstEdges = new int[0]; // [length + 1]

    Expectation(final Pieces pieces) {
        this.pieces = pieces;
        this.probabilities = new double[pieces.size()];
        for (int piece = 0; piece < probabilities.length; piece++) {
            probabilities[piece] = pieces.present()[piece] ? Math.exp(pieces.scores()[piece]) : 0;
        }
        this.unknown = Math.exp(pieces.unknownScore());
        this.expected = new double[pieces.size()];
    }

    double[] expected() {
        return expected;
    }

    void add(final int from, final int to, final long count) {
        final int length = to - from;
        reserve(length);
        connect(from, length);
        forward(length);
        backward(length);
        for (int start = 0; start < length; start++) {
            for (int edge = firstEdges[start]; edge < firstEdges[start + 1]; edge++) {
                final int piece = edgePieces.get(edge);
                if (piece >= 0) {
                    final int end = start + ends.get(edge);
                    final int steps =
                            forwardSteps[start] + backwardSteps[end] - forwardSteps[length];
                    final double share =
                            forward[start] * probabilities[piece] * backward[end] / forward[length];
                    expected[piece] += count * scaled(share, steps);
                }
            }
        }
    }

    /** Takes back powers that a sum was raised by. */
    private static double scaled(final double sum, final int steps) {
        return steps == 0 ? sum : sum * Math.pow(STEP, -steps);
    }

    private void reserve(final int length) {
        if (forward.length <= length) {
            final int size = Math.max(length + 1, forward.length * 2);
            forward = new double[size];
            backward = new double[size];
            forwardSteps = new int[size];
            backwardSteps = new int[size];
            firstEdges = new int[size];
        }
        Arrays.fill(forward, 0, length + 1, 0);
        Arrays.fill(backward, 0, length + 1, 0);
        ends.clear();
        edgePieces.clear();
    }

    private void connect(final int from, final int length) {
        for (int start = 0; start < length; start++) {
            firstEdges[start] = ends.size();
            int node = PieceTrie.ROOT;
            boolean single = false;
            for (int at = start; at < length; at++) {
                node = pieces.trie().child(node, pieces.text()[from + at]);
                if (node == 0) {
                    break;
                }
                final int piece = pieces.trie().piece(node);
                if (piece >= 0 && probabilities[piece] > 0) {
                    single |= at == start;
                    edgePieces.add(piece);
                    ends.add(at + 1 - start);
                }
            }
            if (!single) {
                edgePieces.add(-1);
                ends.add(1);
            }
        }
        firstEdges[length] = ends.size();
    }

    private double probability(final int edge) {
        final int piece = edgePieces.get(edge);
        return piece < 0 ? unknown : probabilities[piece];
    }

    private void forward(final int length) {
        forward[0] = 1;
        forwardSteps[0] = 0;
        for (int start = 0; start < length; start++) {
            raise(forward, forwardSteps, start);
            for (int edge = firstEdges[start]; edge < firstEdges[start + 1]; edge++) {
                final double sum = forward[start] * probability(edge);
                add(forward, forwardSteps, start + ends.get(edge), sum, forwardSteps[start]);
            }
        }
        raise(forward, forwardSteps, length);
    }

    private void backward(final int length) {
        backward[length] = 1;
        backwardSteps[length] = 0;
        for (int start = length - 1; start >= 0; start--) {
            for (int edge = firstEdges[start]; edge < firstEdges[start + 1]; edge++) {
                final int end = start + ends.get(edge);
                final double sum = backward[end] * probability(edge);
                add(backward, backwardSteps, start, sum, backwardSteps[end]);
            }
            raise(backward, backwardSteps, start);
        }
    }

    private static void raise(final double[] sums, final int[] steps, final int at) {
        while (sums[at] < 1 / STEP && sums[at] > 0) {
            sums[at] *= STEP;
            steps[at]++;
        }
    }

    /** Adds to a sum that may have been raised more or less. */
    private static void add(
            final double[] sums, final int[] steps, final int at, final double sum, final int by) {
        if (sums[at] == 0) {
            sums[at] = sum;
            steps[at] = by;
        } else if (steps[at] == by) {
            sums[at] += sum;
        } else if (steps[at] < by) {
            sums[at] += scaled(sum, by - steps[at]);
        } else {
            sums[at] = scaled(sums[at], steps[at] - by) + sum;
            steps[at] = by;
        }
    }
}
