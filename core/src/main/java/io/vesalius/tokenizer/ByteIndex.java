package io.vesalius.tokenizer;

/**
 * Bytes to the id of the piece they are: an open-addressed table over a {@link TokenTable}. Only
 * what untrusted text may become is in it: normal, user-defined and unused pieces, never control,
 * unknown or byte tokens.
 */
final class ByteIndex {
    private final TokenTable tokens;
    private final long[] table; // the hash above, the id and 1 below; 0 is free
    private final int mask;
    private final int shift;
    private final int longest;

    ByteIndex(final TokenTable tokens) {
        this.tokens = tokens;
        this.table = new long[Integer.highestOneBit(Math.max(1, tokens.size())) * 4];
        this.mask = table.length - 1;
        this.shift = Integer.numberOfLeadingZeros(mask);
        int most = 0;
        for (int id = 0; id < tokens.size(); id++) {
            final int length = tokens.end(id) - tokens.start(id);
            if (length > 0 && isText(tokens.kind(id))) {
                insert(id);
                most = Math.max(most, length);
            }
        }
        this.longest = most;
    }

    private static boolean isText(final TokenKind kind) {
        return switch (kind) {
            case NORMAL, USER_DEFINED, UNUSED -> true;
            case UNKNOWN, CONTROL, BYTE -> false;
        };
    }

    private void insert(final int id) {
        final int hash = hash(0, tokens.blob(), tokens.start(id), tokens.end(id));
        int slot = slot(hash);
        while (table[slot] != 0) {
            slot = slot + 1 & mask;
        }
        table[slot] = (long) hash << Integer.SIZE | id + 1;
    }

    /** The length in bytes of the longest piece. */
    int longest() {
        return longest;
    }

    /** The id of the bytes from `from` to `to`, or -1. */
    int find(final byte[] bytes, final int from, final int to) {
        return to - from > longest ? -1 : find(bytes, from, to, hash(0, bytes, from, to));
    }

    /** The same where the hash is known. */
    int find(final byte[] bytes, final int from, final int to, final int hash) {
        for (int slot = slot(hash); table[slot] != 0; slot = slot + 1 & mask) {
            final long entry = table[slot];
            final int id = (int) entry - 1;
            if ((int) (entry >> Integer.SIZE) == hash && tokens.is(id, bytes, from, to)) {
                return id;
            }
        }
        return -1;
    }

    /** Goes on from the hash of what lies before `from`. */
    static int hash(final int before, final byte[] bytes, final int from, final int to) {
        int hash = before;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i] & 0xFF) * 0x01000193; // FNV-1a
        }
        return hash;
    }

    private int slot(final int hash) {
        return hash * 0x9E3779B9 >>> shift;
    }
}
