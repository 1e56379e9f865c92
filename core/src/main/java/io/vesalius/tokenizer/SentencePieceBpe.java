package io.vesalius.tokenizer;

import java.util.HashMap;
import java.util.Map;

/**
 * SentencePiece's BPE (Kudo and Richardson 2018): characters merge to the neighbouring pair whose
 * piece has the highest score; what ends as no piece is spelled in byte tokens, or is unknown.
 *
 * @param scores // [vocabSize]
 */
record SentencePieceBpe(
        TokenTable tokens,
        ByteIndex pieces,
        float[] scores,
        ByteFallback fallback,
        PieceCache cache)
        implements TokenModel {
    @Override
    public Encoder encoder() {
        return cache.before(new Merger());
    }

    private final class Merger implements Encoder, PairMerging.Pairs {
        private final PairMerging merging = new PairMerging(this);
        private final Map<Integer, Integer> leftLengths = new HashMap<>(); // of unused pieces
        private byte[] piece = {};

        @Override
        public void encode(final byte[] text, final int length, final IntList ids) {
            piece = text;
            leftLengths.clear();
            merging.clear();
            for (int at = 0; at < length; ) {
                final int end = Math.min(length, at + Utf8.length(text[at]));
                merging.add(pieces.find(text, at, end), at);
                at = end;
            }
            merging.merge(length);
            boolean unknown = false;
            for (int i = 0; i < merging.count(); i = merging.next(i)) {
                unknown = emit(merging.id(i), merging.start(i), merging.end(i), unknown, ids);
            }
        }

        private boolean emit(
                final int id,
                final int start,
                final int end,
                final boolean afterUnknown,
                final IntList ids) {
            if (id < 0) {
                return fallback.emit(piece, start, end, afterUnknown, ids);
            }
            final Integer left = leftLengths.get(id);
            if (left == null) {
                ids.add(id);
                return false;
            }
            final int middle = start + left;
            final boolean unknown =
                    emit(pieces.find(piece, start, middle), start, middle, afterUnknown, ids);
            return emit(pieces.find(piece, middle, end), middle, end, unknown, ids);
        }

        @Override
        public long pair(
                final int leftId,
                final int leftStart,
                final int rightId,
                final int rightStart,
                final int rightEnd) {
            final int id = pieces.find(piece, leftStart, rightEnd);
            if (id < 0) {
                return PairMerging.NONE;
            }
            if (tokens.kind(id) == TokenKind.UNUSED) {
                leftLengths.put(id, rightStart - leftStart);
            }
            return (long) descending(scores[id]) << 32 | id;
        }

        /** An int that is the less the greater the score. */
        private static int descending(final float score) {
            final int bits = Float.floatToIntBits(score + 0f); // -0 as 0
            return ~(bits ^ bits >> 31 & 0x7FFFFFFF);
        }
    }
}
