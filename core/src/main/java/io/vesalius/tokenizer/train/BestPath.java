package io.vesalius.tokenizer.train;

import java.util.Arrays;

/** The most probable spelling of a stretch of characters (Viterbi 1967). One thread. */
final class BestPath {
    /** A character that no piece spells. */
    static final int UNKNOWN = -1;

    private final Pieces pieces;
    private final double unknown;
    private double[] best = new double[0]; // of the path that ends before each character
    private int[] last = new int[0]; // the last piece of that path
    private int[] starts = new int[0]; // of that piece

    BestPath(final Pieces pieces) {
        this.pieces = pieces;
        this.unknown = pieces.unknownScore();
    }

    /**
     * Finds the path from one place of the pieces' text to another.
     *
     * @param without a piece that isn't used, -1 for none
     * @return the path's log-probability
     */
    double find(final int from, final int to, final int without) {
        final int length = to - from;
        if (best.length <= length) {
            final int size = Math.max(length + 1, best.length * 2);
            best = new double[size];
            last = new int[size];
            starts = new int[size];
        }
        Arrays.fill(best, 0, length + 1, Double.NEGATIVE_INFINITY);
        best[0] = 0;
        for (int start = 0; start < length; start++) {
            extend(from, start, length, without);
        }
        return best[length];
    }

    private void extend(final int from, final int start, final int length, final int without) {
        int node = PieceTrie.ROOT;
        boolean single = false;
        for (int at = start; at < length; at++) {
            node = pieces.trie().child(node, pieces.text()[from + at]);
            if (node == 0) {
                break;
            }
            final int piece = pieces.trie().piece(node);
            if (piece >= 0 && piece != without && pieces.present()[piece]) {
                single |= at == start;
                offer(start, at + 1, piece, pieces.scores()[piece]);
            }
        }
        if (!single) {
            offer(start, start + 1, UNKNOWN, unknown);
        }
    }

    private void offer(final int start, final int end, final int piece, final double score) {
        if (best[start] + score > best[end]) {
            best[end] = best[start] + score;
            last[end] = piece;
            starts[end] = start;
        }
    }

    /** Takes the pieces of a path, the last first. */
    interface Taker {
        void take(int piece);
    }

    /** The path that was found last. */
    void path(final int length, final Taker taker) {
        for (int end = length; end > 0; end = starts[end]) {
            taker.take(last[end]);
        }
    }
}
