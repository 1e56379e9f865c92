package io.vesalius.tokenizer;

import java.util.Arrays;

/** A binary heap of longs, the least first, unboxed. */
final class LongHeap {
    private long[] values = new long[64];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
    }

    /** Of one that isn't empty. */
    long least() {
        return values[0];
    }

    void push(final long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        int hole = size++;
        while (hole > 0) {
            final int parent = (hole - 1) >>> 1;
            if (values[parent] <= value) {
                break;
            }
            values[hole] = values[parent];
            hole = parent;
        }
        values[hole] = value;
    }

    long pop() {
        final long least = values[0];
        final long last = values[--size];
        int hole = 0;
        for (int child = 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && values[child + 1] < values[child]) {
                child++;
            }
            if (values[child] >= last) {
                break;
            }
            values[hole] = values[child];
            hole = child;
        }
        values[hole] = last;
        return least;
    }
}
