package io.vesalius.tokenizer.train;

import java.util.Arrays;

/**
 * The pieces of a unigram language model while it is trained. Pieces leave and never come back; the
 * first ones are the alphabet's characters in their order.
 *
 * @param alphabet how many pieces are characters
 * @param text that all pieces are substrings of
 * @param starts of each piece in the text // [pieces]
 * @param lengths in characters // [pieces]
 * @param scores log-probabilities // [pieces]
 * @param present which are still in the model // [pieces]
 */
record Pieces(
        int alphabet,
        int[] text,
        int[] starts,
        int[] lengths,
        double[] scores,
        boolean[] present,
        PieceTrie trie) {
    private static final double UNKNOWN_PENALTY = 10;

    /**
     * @param counts how often each character is in the corpus // [alphabet]
     */
    static Pieces of(final Segments segments, final SeedPieces.Found seeds, final long[] counts) {
        final int alphabet = counts.length;
        final int size = alphabet + seeds.size();
        final int[] text = Arrays.copyOf(segments.text(), segments.text().length + alphabet);
        final Pieces pieces = withRoom(alphabet, text, size);
        for (int i = 0; i < alphabet; i++) {
            text[segments.text().length + i] = i + 1;
            pieces.set(i, segments.text().length + i, 1, (double) counts[i]);
        }
        for (int i = 0; i < seeds.size(); i++) {
            final double score = (double) seeds.scores()[i];
            pieces.set(alphabet + i, seeds.starts()[i], seeds.lengths()[i], score);
        }
        final double sum = Math.log(Arrays.stream(pieces.scores).sum());
        Arrays.setAll(pieces.scores, i -> Math.log(pieces.scores[i]) - sum);
        return pieces;
    }

    private static Pieces withRoom(final int alphabet, final int[] text, final int size) {
        return new Pieces(
                alphabet,
                text,
                new int[size],
                new int[size],
                new double[size],
                new boolean[size],
                new PieceTrie());
    }

    /**
     * The same without those that have left, in their order; characters keep their places. What
     * looks for pieces then no longer meets them on its way.
     */
    Pieces compacted() {
        int size = alphabet;
        for (int piece = alphabet; piece < size(); piece++) {
            size += present[piece] ? 1 : 0;
        }
        final Pieces left = withRoom(alphabet, text, size);
        int next = 0;
        for (int piece = 0; piece < size(); piece++) {
            if (piece < alphabet || present[piece]) {
                left.set(next, starts[piece], lengths[piece], scores[piece]);
                left.present[next++] = present[piece];
            }
        }
        return left;
    }

    private void set(final int piece, final int start, final int length, final double score) {
        starts[piece] = start;
        lengths[piece] = length;
        scores[piece] = score;
        present[piece] = true;
        trie.add(text, start, start + length, piece);
    }

    int size() {
        return starts.length;
    }

    int presentCount() {
        int count = 0;
        for (final boolean is : present) {
            count += is ? 1 : 0;
        }
        return count;
    }

    double leastScore() {
        double least = 0;
        for (int piece = 0; piece < size(); piece++) {
            least = present[piece] ? Math.min(least, scores[piece]) : least;
        }
        return least;
    }

    /** What a character costs whose piece has left. */
    double unknownScore() {
        return leastScore() - UNKNOWN_PENALTY;
    }
}
