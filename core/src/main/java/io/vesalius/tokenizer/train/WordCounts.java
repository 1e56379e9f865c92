package io.vesalius.tokenizer.train;

import io.vesalius.base.ByteSize;
import io.vesalius.base.CapacityException;

import java.util.Arrays;

/** Different words, as bytes, and how often each was met: an open-addressed table. One thread. */
final class WordCounts {
    private final long limit;
    private byte[] arena = new byte[1 << 16]; // the words one behind the other
    private int[] ends = new int[1 << 12]; // of each word in the arena
    private int[] hashes = new int[1 << 12];
    private long[] counts = new long[1 << 12];
    private int[] table = new int[1 << 13]; // word + 1, 0 free
    private int size;

    /**
     * @param limit the most memory to take, in bytes
     */
    WordCounts(final long limit) {
        this.limit = limit;
    }

    int size() {
        return size;
    }

    byte[] arena() {
        return arena;
    }

    int start(final int word) {
        return word == 0 ? 0 : ends[word - 1];
    }

    int end(final int word) {
        return ends[word];
    }

    long count(final int word) {
        return counts[word];
    }

    /**
     * @throws CapacityException when the different words get too many
     */
    void add(final byte[] bytes, final int from, final int to, final long count) {
        final int hash = hash(bytes, from, to);
        int slot = hash & table.length - 1;
        while (table[slot] != 0) {
            final int word = table[slot] - 1;
            if (hashes[word] == hash
                    && Arrays.equals(arena, start(word), ends[word], bytes, from, to)) {
                counts[word] += count;
                return;
            }
            slot = slot + 1 & table.length - 1;
        }
        table[slot] = size + 1;
        append(bytes, from, to, hash, count);
    }

    void addAll(final WordCounts other) {
        for (int word = 0; word < other.size; word++) {
            add(other.arena, other.start(word), other.ends[word], other.counts[word]);
        }
    }

    private static int hash(final byte[] bytes, final int from, final int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        final int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 15;
    }

    private void append(
            final byte[] bytes, final int from, final int to, final int hash, final long count) {
        final int start = size == 0 ? 0 : ends[size - 1];
        final long needed = (long) start + to - from;
        if (needed > arena.length) {
            arena = Arrays.copyOf(arena, grown(arena.length, needed));
        }
        if (size == ends.length) {
            final int length = grown(size, size + 1L);
            ends = Arrays.copyOf(ends, length);
            hashes = Arrays.copyOf(hashes, length);
            counts = Arrays.copyOf(counts, length);
        }
        System.arraycopy(bytes, from, arena, start, to - from);
        ends[size] = (int) needed;
        hashes[size] = hash;
        counts[size] = count;
        size++;
        if (size > table.length / 2) {
            rehash();
        }
    }

    private int grown(final int length, final long needed) {
        final long taken = arena.length + 16L * ends.length + 4L * table.length;
        final long most = Math.min(Integer.MAX_VALUE - 16L, Math.max(2L * length, needed));
        if (needed > most || taken * 2 > limit) {
            throw new CapacityException(
                    "the corpus has over %d different words, which take %s, and at most %s may go to them: raise the heap (-Xmx), or train on less text"
                            .formatted(size, ByteSize.text(taken), ByteSize.text(limit)));
        }
        return (int) most;
    }

    private void rehash() {
        table = new int[grown(table.length, 2L * table.length)];
        for (int word = 0; word < size; word++) {
            int slot = hashes[word] & table.length - 1;
            while (table[slot] != 0) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = word + 1;
        }
    }

    /** The words in an order of their own: the most frequent first, then by their bytes. */
    Words sorted() {
        final Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.parallelSort(
                order,
                (a, b) -> {
                    final int byCount = Long.compare(counts[b], counts[a]);
                    return byCount != 0
                            ? byCount
                            : Arrays.compareUnsigned(
                                    arena, start(a), ends[a], arena, start(b), ends[b]);
                });
        final Words words =
                new Words(new byte[size == 0 ? 0 : ends[size - 1]], new int[size], new long[size]);
        int end = 0;
        for (int i = 0; i < size; i++) {
            final int word = order[i];
            final int length = ends[word] - start(word);
            System.arraycopy(arena, start(word), words.bytes(), end, length);
            end += length;
            words.ends()[i] = end;
            words.counts()[i] = counts[word];
        }
        return words;
    }
}
