package io.vesalius.kernel;

import java.util.Arrays;

/** Spans cut into blocks of rows, each of which one worker takes. */
final class Blocks {
    /**
     * Rows of a block, but for a span's last one: so many that widening a tile's keys and values,
     * which is done once for all, takes a small part of the time.
     */
    static final int ROWS = 64;

    private int[] spans = new int[32];
    private int[] rows = new int[32]; // the first one's, within the span
    private int count;

    void cut(final Spans from) {
        count = 0;
        for (int span = 0; span < from.count(); span++) {
            for (int row = 0; row < from.rowCount(span); row += ROWS) {
                add(span, row);
            }
        }
    }

    private void add(final int span, final int row) {
        if (count == spans.length) {
            spans = Arrays.copyOf(spans, 2 * count);
            rows = Arrays.copyOf(rows, 2 * count);
        }
        spans[count] = span;
        rows[count++] = row;
    }

    int count() {
        return count;
    }

    /** The span of a block. */
    int span(final int block) {
        return spans[block];
    }

    /** A block's first row, counted within its span. */
    int row(final int block) {
        return rows[block];
    }
}
