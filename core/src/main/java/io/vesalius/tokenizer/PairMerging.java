package io.vesalius.tokenizer;

import java.util.Arrays;

/**
 * Byte-pair merging (Sennrich et al. 2016) of one piece: symbols in a linked list, and the pair of
 * the least priority, leftmost first, joined until none is left. Short pieces scan for it, long
 * ones keep a queue, so that the whole is O(n log n). Reused from piece to piece by one encoder.
 */
final class PairMerging {
    /** What two neighbours become. */
    interface Pairs {
        /**
         * The priority (signed, least first) in the upper half and the id of the joined symbol in
         * the lower, or {@link #NONE}.
         */
        long pair(int leftId, int leftStart, int rightId, int rightStart, int rightEnd);

        /** The same for two symbols that nothing has merged into yet. */
        default long firstPair(
                final int leftId,
                final int leftStart,
                final int rightId,
                final int rightStart,
                final int rightEnd) {
            return pair(leftId, leftStart, rightId, rightStart, rightEnd);
        }
    }

    static final long NONE = Long.MAX_VALUE;
    private static final int SHORT = 48;

    private final Pairs pairs;
    private final PairQueue queue = new PairQueue();
    private int[] ids = new int[64];
    private int[] starts = new int[65];
    private int[] next = new int[64];
    private int[] previous = new int[64];
    private long[] joined = new long[64]; // of each symbol with its next
    private int count;
    private int end;

    PairMerging(final Pairs pairs) {
        this.pairs = pairs;
    }

    void clear() {
        count = 0;
    }

    /** Appends a symbol: its id (-1 where it has none), and its first byte in the piece. */
    void add(final int id, final int start) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
            next = Arrays.copyOf(next, count * 2);
            previous = Arrays.copyOf(previous, count * 2);
            joined = Arrays.copyOf(joined, count * 2);
        }
        ids[count] = id;
        starts[count] = start;
        next[count] = count + 1;
        previous[count] = count - 1;
        count++;
    }

    /** Merges what can be; symbols then run from 0 by {@link #next} to {@link #count}. */
    void merge(final int pieceEnd) {
        end = pieceEnd;
        for (int i = 0; i < count - 1; i++) {
            final int rightEnd = i + 2 < count ? starts[i + 2] : end;
            joined[i] = pairs.firstPair(ids[i], starts[i], ids[i + 1], starts[i + 1], rightEnd);
        }
        if (count <= SHORT) {
            mergeByScan();
        } else {
            joined[count - 1] = NONE;
            mergeByQueue();
        }
    }

    int count() {
        return count;
    }

    int next(final int symbol) {
        return next[symbol];
    }

    int id(final int symbol) {
        return ids[symbol];
    }

    int start(final int symbol) {
        return starts[symbol];
    }

    int end(final int symbol) {
        return next[symbol] < count ? starts[next[symbol]] : end;
    }

    /** Keeps the symbols together instead of linked: a scan then costs a step a symbol. */
    private void mergeByScan() {
        while (count > 1) {
            int best = 0;
            long least = joined[0];
            for (int i = 1; i < count - 1; i++) {
                if (joined[i] >> 32 < least >> 32) {
                    least = joined[i];
                    best = i;
                }
            }
            if (least == NONE) {
                return;
            }
            joinClosely(best);
        }
    }

    private void joinClosely(final int left) {
        ids[left] = (int) joined[left];
        count--;
        for (int i = left + 1; i < count; i++) {
            ids[i] = ids[i + 1];
            starts[i] = starts[i + 1];
            joined[i] = joined[i + 1];
        }
        if (left + 1 < count) {
            joined[left] = neighbours(left);
        }
        if (left > 0) {
            joined[left - 1] = neighbours(left - 1);
        }
    }

    private long neighbours(final int left) {
        final int rightEnd = left + 2 < count ? starts[left + 2] : end;
        return pairs.pair(ids[left], starts[left], ids[left + 1], starts[left + 1], rightEnd);
    }

    private void mergeByQueue() {
        queue.clear();
        for (int i = 0; i < count; i++) {
            push(i);
        }
        for (long entry = queue.pop(); entry != PairQueue.EMPTY; entry = queue.pop()) {
            final int left = (int) entry;
            if (joined[left] != NONE && joined[left] >> 32 == entry >> 32) {
                join(left);
                push(left);
                if (previous[left] >= 0) {
                    push(previous[left]);
                }
            }
        }
    }

    private void push(final int left) {
        if (joined[left] != NONE) {
            queue.push((int) (joined[left] >> 32), left);
        }
    }

    private void join(final int left) {
        final int right = next[left];
        ids[left] = (int) joined[left];
        next[left] = next[right];
        if (next[right] < count) {
            previous[next[right]] = left;
        }
        joined[right] = NONE;
        joined[left] = pairOf(left);
        if (previous[left] >= 0) {
            joined[previous[left]] = pairOf(previous[left]);
        }
    }

    private long pairOf(final int left) {
        final int right = next[left];
        return right >= count
                ? NONE
                : pairs.pair(ids[left], starts[left], ids[right], starts[right], end(right));
    }
}
