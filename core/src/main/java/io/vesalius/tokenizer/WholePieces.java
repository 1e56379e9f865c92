package io.vesalius.tokenizer;

/**
 * Pieces that are one token. Where merges decide alone, a token's own bytes may end as other
 * tokens; so a token counts from when merging first made it of its piece. Safe for any thread: what
 * is learnt is the same whoever learns it.
 */
final class WholePieces {
    private final ByteIndex index;
    private final boolean[] whole; // [vocabSize]

    /**
     * @param always whether a piece that is a token is taken without merging
     */
    WholePieces(final ByteIndex index, final int vocabSize, final boolean always) {
        this.index = index;
        this.whole = new boolean[vocabSize];
        java.util.Arrays.fill(whole, always);
    }

    /** The token that a piece is known to become, or -1. */
    int find(final byte[] piece, final int length, final int hash) {
        final int id = length > index.longest() ? -1 : index.find(piece, 0, length, hash);
        return id >= 0 && whole[id] ? id : -1;
    }

    /** Takes note of what a piece became: the ids from `from` on. */
    void learn(final IntList ids, final int from) {
        if (ids.size() - from == 1) {
            whole[ids.get(from)] = true;
        }
    }
}
