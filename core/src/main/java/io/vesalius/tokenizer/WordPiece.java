package io.vesalius.tokenizer;

/**
 * WordPiece (Devlin et al. 2019): a word is cut into the longest piece that it starts with, and
 * again; a word that can't be spelled, or has over 100 characters, is unknown as a whole. Pieces
 * that start a word start with U+2581 in the vocabulary, where BERT's own files mark the others
 * with `##`.
 */
record WordPiece(ByteIndex pieces, int unknown, PieceCache cache) implements TokenModel {
    private static final byte[] WORD_START = {(byte) 0xE2, (byte) 0x96, (byte) 0x81};
    private static final int LONGEST_WORD = 100;

    @Override
    public Encoder encoder() {
        return cache.before(this::encode);
    }

    private void encode(final byte[] piece, final int length, final IntList ids) {
        final byte[] word = new byte[WORD_START.length + length];
        System.arraycopy(WORD_START, 0, word, 0, WORD_START.length);
        System.arraycopy(piece, 0, word, WORD_START.length, length);
        final int before = ids.size();
        if (characters(piece, length) > LONGEST_WORD || !spell(word, ids)) {
            ids.truncate(before);
            ids.add(unknown);
        }
    }

    private static int characters(final byte[] piece, final int length) {
        int count = 0;
        for (int at = 0; at < length; at += Utf8.length(piece[at])) {
            count++;
        }
        return count;
    }

    private boolean spell(final byte[] word, final IntList ids) {
        int at = 0;
        while (at < word.length) {
            if (at > 0 && startsWord(word, at)) {
                return false; // the text's own U+2581, which would read as the start of a word
            }
            int end = Math.min(word.length, at + pieces.longest());
            int id = pieces.find(word, at, end);
            while (id < 0 && end - 1 > at) {
                end--;
                id = pieces.find(word, at, end);
            }
            if (id < 0 || at == 0 && end <= WORD_START.length) {
                return false;
            }
            ids.add(id);
            at = end;
        }
        return true;
    }

    private static boolean startsWord(final byte[] word, final int at) {
        return at + 2 < word.length
                && word[at] == WORD_START[0]
                && word[at + 1] == WORD_START[1]
                && word[at + 2] == WORD_START[2];
    }
}
