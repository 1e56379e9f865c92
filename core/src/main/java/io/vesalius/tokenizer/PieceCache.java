package io.vesalius.tokenizer;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * What pieces became lately: texts repeat their words, and spelling one takes far longer than
 * finding it. One slot for each hash, the newest piece keeps it. Safe for any thread without a
 * lock: entries are immutable, and losing one costs only time.
 */
final class PieceCache {
    private static final int SLOT_BITS = 14;
    private static final int LONGEST = 96; // bytes; longer pieces hardly repeat

    /**
     * @param piece UTF-8
     * @param ids what it became
     */
    private record Entry(byte[] piece, int[] ids) {}

    private final @Nullable Entry[] entries = new Entry[1 << SLOT_BITS];

    /** Appends the ids of a piece that is here; whether it is. */
    boolean find(final byte[] piece, final int length, final int hash, final IntList ids) {
        final Entry entry = entries[slot(hash)];
        if (entry == null || !Arrays.equals(entry.piece, 0, entry.piece.length, piece, 0, length)) {
            return false;
        }
        for (final int id : entry.ids) {
            ids.add(id);
        }
        return true;
    }

    /** Keeps what a piece became: the ids from `from` on. */
    void put(
            final byte[] piece,
            final int length,
            final int hash,
            final IntList ids,
            final int from) {
        if (length <= LONGEST) {
            entries[slot(hash)] =
                    new Entry(Arrays.copyOf(piece, length), ids.toArray(from, ids.size()));
        }
    }

    /** An encoder that asks here before another. */
    TokenModel.Encoder before(final TokenModel.Encoder encoder) {
        return (piece, length, ids) -> {
            final int hash = ByteIndex.hash(0, piece, 0, length);
            if (!find(piece, length, hash, ids)) {
                final int from = ids.size();
                encoder.encode(piece, length, ids);
                put(piece, length, hash, ids, from);
            }
        };
    }

    private static int slot(final int hash) {
        return hash * 0x9E3779B9 >>> Integer.SIZE - SLOT_BITS;
    }
}
