package io.vesalius.tokenizer;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;

/**
 * The first two stages alone, normaliser and pre-tokeniser: text to the pieces that tokens don't
 * cross, as trainers count them. Immutable, safe for any thread.
 */
public final class Splitter {
    private final Normalizer normalizer;
    private final PreTokenizer preTokenizer;

    private Splitter(final Normalizer normalizer, final PreTokenizer preTokenizer) {
        this.normalizer = normalizer;
        this.preTokenizer = preTokenizer;
    }

    /** Takes pieces in their order, none empty. */
    public interface Pieces {
        /**
         * @param utf8 the piece in the first `length` bytes; overwritten by the next one
         */
        void piece(byte[] utf8, int length);
    }

    /**
     * The rules of a byte-level vocabulary.
     *
     * @param pre a name of `tokenizer.ggml.pre`
     * @throws UnsupportedException for an unknown name
     */
    public static Splitter byteLevel(final String pre) {
        final Scheme scheme = Scheme.of(pre);
        return new Splitter(
                scheme.composes() ? new Normalizer.Composed() : new Normalizer.Identity(),
                scheme.splits());
    }

    /** BERT's words: lower case without accents, or as they are. */
    public static Splitter bert(final boolean lowerCase) {
        return new Splitter(
                new BertNormalizer(lowerCase, lowerCase), new PreTokenizer(new Split.BertWords()));
    }

    /**
     * SentencePiece's words, each after its U+2581.
     *
     * @param charsmap a precompiled character map, empty for none
     * @param removesExtraSpaces whether one space stands for several, and none at the ends
     * @throws BadFileException when the map is malformed
     */
    public static Splitter sentencePiece(final byte[] charsmap, final boolean removesExtraSpaces) {
        return new Splitter(
                new SentencePieceNormalizer(
                        charsmap.length == 0 ? null : Charsmap.parse(widened(charsmap)),
                        true,
                        removesExtraSpaces),
                new PreTokenizer(new Split.BeforeSpaceMarks()));
    }

    private static long[] widened(final byte[] bytes) {
        final long[] widened = new long[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            widened[i] = bytes[i];
        }
        return widened;
    }

    /**
     * Cuts a text, or a part of one that ends where a word ends.
     *
     * @param first whether the text starts here
     * @param last whether it ends here
     */
    public void split(
            final String text, final boolean first, final boolean last, final Pieces pieces) {
        final CodePoints points = CodePoints.of(normalizer.normalize(text, first, last));
        preTokenizer.split(points, new Utf8Pieces(points, pieces));
    }

    /** Writes ranges of code points as UTF-8. */
    private static final class Utf8Pieces implements Split.Pieces {
        private final CodePoints points;
        private final Pieces pieces;
        private byte[] piece = new byte[256];

        Utf8Pieces(final CodePoints points, final Pieces pieces) {
            this.points = points;
            this.pieces = pieces;
        }

        @Override
        public void piece(final int from, final int to) {
            final int most = Math.multiplyExact(to - from, 4);
            if (piece.length < most) {
                piece = new byte[Math.max(most, piece.length * 2)];
            }
            pieces.piece(piece, points.utf8(from, to, piece));
        }
    }
}
