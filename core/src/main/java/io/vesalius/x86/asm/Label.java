package io.vesalius.x86.asm;

/** A place in the code: where a jump goes, or where constants lie. */
public final class Label {
    private static final int UNPLACED = -1;

    private int position = UNPLACED;

    void place(final int at) {
        if (position != UNPLACED) {
            throw new IllegalStateException("a label in two places");
        }
        position = at;
    }

    int position() {
        if (position == UNPLACED) {
            throw new IllegalStateException("a label that was never placed");
        }
        return position;
    }
}
