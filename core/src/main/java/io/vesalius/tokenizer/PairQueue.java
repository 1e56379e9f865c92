package io.vesalius.tokenizer;

import java.util.Arrays;

/**
 * Symbols by priority, the least first, of equal ones the leftmost. A vocabulary has few priorities
 * where a long text has many symbols: those of one are a list, and only the lists are in a heap.
 * What comes in behind them, at or below the priority that is being taken, is in a heap of its own.
 */
final class PairQueue {
    /** Returned when there is nothing left. */
    static final long EMPTY = Long.MAX_VALUE;

    private final LongHeap late = new LongHeap(); // entries
    private final LongHeap waiting = new LongHeap(); // priorities, each with its list
    private int[] symbols = new int[64]; // of entries
    private int[] following = new int[64]; // the next entry of the list, -1 for none
    private int entryCount;
    private int[] firsts = new int[16]; // of each list
    private int[] lasts = new int[16];
    private int[] priorities = new int[16];
    private int[] slots = new int[16]; // of each list in the table
    private int listCount;
    private int[] table = new int[64]; // a list and 1 by its priority; 0 is free
    private int[] taken = new int[64]; // the list that is being taken, in order
    private int takenCount;
    private int takenAt;
    private boolean taking;
    private int priority; // of what is being taken

    void clear() {
        for (int list = 0; list < listCount; list++) {
            table[slots[list]] = 0;
        }
        late.clear();
        waiting.clear();
        entryCount = 0;
        listCount = 0;
        takenCount = 0;
        takenAt = 0;
        taking = false;
    }

    void push(final int of, final int symbol) {
        if (taking && of <= priority) {
            late.push(entry(of, symbol));
            return;
        }
        if (entryCount == symbols.length) {
            symbols = Arrays.copyOf(symbols, 2 * entryCount);
            following = Arrays.copyOf(following, 2 * entryCount);
        }
        symbols[entryCount] = symbol;
        following[entryCount] = -1;
        append(of, entryCount++);
    }

    private static long entry(final int priority, final int symbol) {
        return (long) priority << Integer.SIZE | symbol;
    }

    private void append(final int of, final int entry) {
        int slot = slot(of);
        while (table[slot] != 0 && priorities[table[slot] - 1] != of) {
            slot = slot + 1 & table.length - 1;
        }
        if (table[slot] != 0) {
            final int list = table[slot] - 1;
            following[lasts[list]] = entry;
            lasts[list] = entry;
            return;
        }
        if (listCount == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * listCount);
            lasts = Arrays.copyOf(lasts, 2 * listCount);
            priorities = Arrays.copyOf(priorities, 2 * listCount);
            slots = Arrays.copyOf(slots, 2 * listCount);
        }
        firsts[listCount] = entry;
        lasts[listCount] = entry;
        priorities[listCount] = of;
        slots[listCount] = slot;
        waiting.push(entry(of, listCount));
        table[slot] = ++listCount;
        if (4 * listCount > table.length) {
            widen();
        }
    }

    private void widen() {
        table = new int[2 * table.length];
        for (int list = 0; list < listCount; list++) {
            int slot = slot(priorities[list]);
            while (table[slot] != 0) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = list + 1;
            slots[list] = slot;
        }
    }

    private int slot(final int of) {
        return of * 0x9E3779B9 >>> Integer.numberOfLeadingZeros(table.length - 1);
    }

    /** The priority in the upper half and the symbol in the lower, or {@link #EMPTY}. */
    long pop() {
        if (takenAt == takenCount && late.isEmpty()) {
            if (waiting.isEmpty()) {
                return EMPTY;
            }
            take(waiting.pop());
        }
        final long next = takenAt < takenCount ? entry(priority, taken[takenAt]) : EMPTY;
        if (!late.isEmpty() && late.least() < next) {
            return late.pop();
        }
        takenAt++;
        return next;
    }

    private void take(final long least) {
        priority = (int) (least >> Integer.SIZE);
        taking = true;
        takenAt = 0;
        takenCount = 0;
        boolean ordered = true;
        for (int entry = firsts[(int) least]; entry >= 0; entry = following[entry]) {
            if (takenCount == taken.length) {
                taken = Arrays.copyOf(taken, 2 * takenCount);
            }
            ordered &= takenCount == 0 || taken[takenCount - 1] <= symbols[entry];
            taken[takenCount++] = symbols[entry];
        }
        if (!ordered) {
            Arrays.sort(taken, 0, takenCount);
        }
    }
}
