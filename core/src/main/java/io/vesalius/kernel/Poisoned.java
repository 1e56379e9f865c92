package io.vesalius.kernel;

import java.util.BitSet;

/** Rows that met an infinity or NaN; any worker may say so. */
final class Poisoned {
    private final BitSet rows = new BitSet();

    synchronized void add(final int row) {
        rows.set(row);
    }

    /** Adds them to others, and forgets them. */
    synchronized void moveTo(final BitSet others) {
        others.or(rows);
        rows.clear();
    }
}
