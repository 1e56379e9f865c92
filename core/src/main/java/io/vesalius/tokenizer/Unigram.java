package io.vesalius.tokenizer;

import java.util.Arrays;

/**
 * The most probable segmentation under a unigram language model (Kudo 2018), by Viterbi over the
 * characters of a piece.
 *
 * @param prefixes what pieces begin with
 * @param lengths whether any piece has a length in bytes // [longest + 1]
 * @param scores log-probabilities // [vocabSize]
 * @param unknownScore what a character costs that no piece spells
 */
record Unigram(
        TokenTable tokens,
        ByteIndex pieces,
        Prefixes prefixes,
        boolean[] lengths,
        float[] scores,
        double unknownScore,
        ByteFallback fallback,
        PieceCache cache)
        implements TokenModel {
    private static final double UNKNOWN_PENALTY = 10;

    static Unigram of(
            final Vocabulary vocabulary,
            final TokenTable tokens,
            final ByteIndex pieces,
            final ByteFallback fallback) {
        float least = 0;
        boolean any = false;
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.kinds()[id] == TokenKind.NORMAL) {
                least = any ? Math.min(least, vocabulary.scores()[id]) : vocabulary.scores()[id];
                any = true;
            }
        }
        return new Unigram(
                tokens,
                pieces,
                new Prefixes(tokens),
                lengths(tokens, pieces.longest()),
                vocabulary.scores(),
                (float) (least - UNKNOWN_PENALTY),
                fallback,
                new PieceCache());
    }

    private static boolean[] lengths(final TokenTable tokens, final int longest) {
        final boolean[] found = new boolean[longest + 1];
        for (int id = 0; id < tokens.size(); id++) {
            final int length = tokens.end(id) - tokens.start(id);
            if (length < found.length) {
                found[length] = true;
            }
        }
        return found;
    }

    @Override
    public Encoder encoder() {
        return cache.before(new Viterbi());
    }

    private final class Viterbi implements Encoder {
        private double[] best = new double[0]; // of the path that ends before each byte
        private int[] ids = new int[0]; // the last piece of that path, -1 unknown
        private int[] starts = new int[0]; // of that piece

        @Override
        public void encode(final byte[] piece, final int length, final IntList out) {
            if (best.length <= length) {
                best = new double[length + 1];
                ids = new int[length + 1];
                starts = new int[length + 1];
            }
            Arrays.fill(best, 0, length + 1, Double.NEGATIVE_INFINITY);
            best[0] = 0;
            for (int at = 0; at < length; ) {
                final int next = Math.min(length, at + Utf8.length(piece[at]));
                extend(piece, at, next, length);
                at = next;
            }
            emit(piece, length, out);
        }

        /** Tries every piece that starts at `at`. */
        private void extend(final byte[] piece, final int at, final int next, final int length) {
            final int most = Math.min(length, at + lengths.length - 1);
            boolean single = false;
            int hash = 0;
            for (int end = at + 1; end <= most; end++) {
                hash = ByteIndex.hash(hash, piece, end - 1, end);
                if (!prefixes.maybe(hash)) {
                    break;
                }
                if (!lengths[end - at]) {
                    continue;
                }
                final int id = pieces.find(piece, at, end, hash);
                if (id >= 0) {
                    single |= end == next;
                    final boolean normal = tokens.kind(id) != TokenKind.USER_DEFINED;
                    offer(at, end, id, best[at] + (normal ? scores[id] : 0));
                }
            }
            if (!single) {
                offer(at, next, -1, best[at] + unknownScore);
            }
        }

        private void offer(final int start, final int end, final int id, final double score) {
            if (score > best[end]) {
                best[end] = score;
                ids[end] = id;
                starts[end] = start;
            }
        }

        private void emit(final byte[] piece, final int length, final IntList out) {
            final IntList ends = new IntList();
            for (int end = length; end > 0; end = starts[end]) {
                ends.add(end);
            }
            boolean unknown = false;
            for (int i = ends.size() - 1; i >= 0; i--) {
                final int end = ends.get(i);
                if (ids[end] >= 0) {
                    out.add(ids[end]);
                    unknown = false;
                } else {
                    unknown = fallback.emit(piece, starts[end], end, unknown, out);
                }
            }
        }
    }
}
