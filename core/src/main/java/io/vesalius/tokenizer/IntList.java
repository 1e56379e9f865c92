package io.vesalius.tokenizer;

import java.util.Arrays;

/** A growing list of ints, unboxed. */
final class IntList {
    private int[] values = new int[64];
    private int size;

    void add(final int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    int get(final int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    void truncate(final int length) {
        size = length;
    }

    int[] toArray(final int from, final int to) {
        return Arrays.copyOfRange(values, from, to);
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
