package io.vesalius.sampling;

import java.util.Arrays;

/**
 * Indices by descending key, ascending index among equals, one at a time, at the cost of those that
 * are asked for: keys are gathered in tiers by their distance from the highest (most candidates of
 * a language model are far below it), and a tier is sorted from its front. (Paredes, Navarro:
 * Optimal incremental sorting, ALENEX 2006.) The order doesn't depend on tiers or pivots.
 */
final class Ranking {
    /** How far below the highest key a tier reaches; the last takes the rest. */
    private static final double[] TIERS = {6, 12, Double.POSITIVE_INFINITY};

    /** From this many on, a piece is partitioned; below, sorted at once. */
    private static final int SMALL = 16;

    private final int[] order;
    private int[] ends = new int[64];
    private double[] keys = new double[0];
    private int size;
    private double highest;
    private int tier;
    private int gathered;
    private int next;
    private int sorted;
    private int depth;
    private int random;

    Ranking(final int capacity) {
        order = new int[capacity];
    }

    /** Begins anew; the keys must not change until the last {@link #next}. */
    void start(final double[] values, final int count) {
        keys = values;
        size = count;
        tier = 0;
        next = 0;
        gathered = 0;
        sorted = 0;
        depth = 0;
        random = 0x2545F491;
        highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            highest = Math.max(highest, values[i]);
        }
    }

    /** The next index, or -1 after the last. */
    int next() {
        while (next == sorted) {
            while (depth > 0 && ends[depth - 1] == next) {
                depth--;
            }
            if (depth == 0) {
                if (!gather()) {
                    return -1;
                }
            } else if (ends[depth - 1] - next <= SMALL) {
                sorted = ends[depth - 1];
                sortSmall(next, sorted);
            } else {
                partition();
            }
        }
        return order[next++];
    }

    private boolean gather() {
        while (tier < TIERS.length && gathered < size) {
            final double from = highest - TIERS[tier];
            final double above = tier == 0 ? Double.POSITIVE_INFINITY : highest - TIERS[tier - 1];
            final boolean first = tier == 0;
            for (int i = 0; i < size; i++) {
                if (keys[i] >= from && (first || keys[i] < above)) {
                    order[gathered++] = i;
                }
            }
            tier++;
            if (gathered > next) {
                push(gathered);
                return true;
            }
        }
        return false;
    }

    private void push(final int end) {
        if (depth == ends.length) {
            ends = Arrays.copyOf(ends, 2 * depth);
        }
        ends[depth++] = end;
    }

    private boolean before(final int a, final int b) {
        return keys[a] > keys[b] || (keys[a] == keys[b] && a < b);
    }

    /** Splits the front piece: those before a pivot, the pivot, those after it. */
    private void partition() {
        final int last = ends[depth - 1] - 1;
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        swap(next + (random >>> 1) % (last + 1 - next), last);
        final int pivot = order[last];
        int middle = next;
        for (int i = next; i < last; i++) {
            if (before(order[i], pivot)) {
                swap(i, middle++);
            }
        }
        swap(middle, last);
        if (middle < last) {
            push(middle + 1);
        }
        push(middle);
    }

    private void swap(final int a, final int b) {
        final int kept = order[a];
        order[a] = order[b];
        order[b] = kept;
    }

    private void sortSmall(final int from, final int to) {
        for (int i = from + 1; i < to; i++) {
            final int index = order[i];
            int at = i;
            while (at > from && before(index, order[at - 1])) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = index;
        }
    }
}
