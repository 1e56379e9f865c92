package io.vesalius.tokenizer.train;

import java.util.Arrays;

/** A binary heap of numbers that knows where each is, so that one whose order changed can move. */
final class PairHeap {
    /** Which of two numbers comes first, by what is known of them now. */
    interface Order {
        boolean isBetter(int number, int other);
    }

    private final Order order;
    private int[] heap = new int[1 << 10];
    private int[] places = new int[1 << 10]; // of each number in the heap, and 1; 0 outside
    private int size;

    PairHeap(final Order order) {
        this.order = order;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int first() {
        return heap[0];
    }

    /** Adds a number, or moves it to where it belongs now. */
    void update(final int number) {
        if (number >= places.length) {
            places = Arrays.copyOf(places, Math.max(number + 1, places.length * 2));
        }
        if (places[number] == 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            set(size++, number);
        }
        down(up(places[number] - 1));
    }

    void remove(final int number) {
        if (number >= places.length || places[number] == 0) {
            return;
        }
        final int hole = places[number] - 1;
        places[number] = 0;
        size--;
        if (hole < size) {
            set(hole, heap[size]);
            down(up(hole));
        }
    }

    private void set(final int place, final int number) {
        heap[place] = number;
        places[number] = place + 1;
    }

    private int up(final int from) {
        final int number = heap[from];
        int hole = from;
        while (hole > 0 && order.isBetter(number, heap[(hole - 1) >>> 1])) {
            set(hole, heap[(hole - 1) >>> 1]);
            hole = (hole - 1) >>> 1;
        }
        set(hole, number);
        return hole;
    }

    private void down(final int from) {
        final int number = heap[from];
        int hole = from;
        for (int child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && order.isBetter(heap[child + 1], heap[child])) {
                child++;
            }
            if (!order.isBetter(heap[child], number)) {
                break;
            }
            set(hole, heap[child]);
            hole = child;
        }
        set(hole, number);
    }
}
