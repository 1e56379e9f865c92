package io.vesalius.tokenizer.train;

import java.util.Arrays;

/** How often each pair of neighbouring symbols is in the corpus: pairs numbered as they come. */
final class PairCounts {
    private long[] pairs = new long[1 << 10]; // left << 32 | right
    private long[] counts = new long[1 << 10];
    private int[] table = new int[1 << 11]; // number + 1, 0 free
    private int size;

    static long pair(final int left, final int right) {
        return (long) left << Integer.SIZE | right;
    }

    static int left(final long pair) {
        return (int) (pair >>> Integer.SIZE);
    }

    static int right(final long pair) {
        return (int) pair;
    }

    int size() {
        return size;
    }

    long pair(final int number) {
        return pairs[number];
    }

    long count(final int number) {
        return counts[number];
    }

    void add(final int number, final long difference) {
        counts[number] += difference;
    }

    /** The number of a pair; a new one counts 0. */
    int number(final long pair) {
        int slot = slot(pair);
        while (table[slot] != 0) {
            if (pairs[table[slot] - 1] == pair) {
                return table[slot] - 1;
            }
            slot = slot + 1 & table.length - 1;
        }
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
        }
        pairs[size] = pair;
        table[slot] = ++size;
        if (size > table.length / 2) {
            rehash();
        }
        return size - 1;
    }

    private void rehash() {
        table = new int[table.length * 2];
        for (int number = 0; number < size; number++) {
            int slot = slot(pairs[number]);
            while (table[slot] != 0) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = number + 1;
        }
    }

    private int slot(final long pair) {
        return (int) (pair * 0x9E3779B97F4A7C15L >>> Integer.SIZE) & table.length - 1;
    }
}
