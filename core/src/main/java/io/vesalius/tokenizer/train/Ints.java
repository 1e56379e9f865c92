package io.vesalius.tokenizer.train;

import java.util.Arrays;

/** A growing list of ints, unboxed. */
final class Ints {
    private int[] values = new int[4];
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

    boolean endsWith(final int value) {
        return size > 0 && values[size - 1] == value;
    }

    void addAll(final Ints other) {
        if (size + other.size > values.length) {
            values = Arrays.copyOf(values, Math.max(size + other.size, values.length * 2));
        }
        System.arraycopy(other.values, 0, values, size, other.size);
        size += other.size;
    }

    void clear() {
        size = 0;
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
