package io.vesalius.x86;

import io.vesalius.kernel.PanelProduct;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/** The verbs of training, which work on arrays of the heap. */
final class HeapVerbs {
    /** Columns at a time: a panel of these stays in the first-level cache, and a call is short. */
    private static final int COLUMNS = 256;

    private final int most;
    private final HeapCode exp;
    private final List<HeapCode> panels; // by rows - 1

    /**
     * @param exp code of {@link ElementCode#exp}
     * @param panels code of {@link HeapPanelCode} for blocks of one row, two, and so on
     */
    HeapVerbs(final NativeCode exp, final List<NativeCode> panels) {
        this.exp = new HeapCode(exp);
        this.panels = panels.stream().map(HeapCode::new).toList();
        most = panels.size();
    }

    void accumulate(final PanelProduct p) {
        for (int column = 0; column < p.columns(); column += COLUMNS) {
            final int columns = Math.min(COLUMNS, p.columns() - column);
            final int blocks = p.rows() / most;
            if (blocks > 0) {
                call(p, column, columns, 0, most, blocks);
            }
            final int rest = p.rows() % most;
            if (rest > 0) {
                call(p, column, columns, blocks * most, rest, 1);
            }
        }
    }

    private void call(
            final PanelProduct p,
            final int column,
            final int columns,
            final int row,
            final int rows,
            final int blocks) {
        final long aAt = p.aAt() + (long) row * p.rowStep() + (long) column * p.columnStep();
        panels.get(rows - 1)
                .call(
                        at(p.panel(), p.panelAt() + (long) column * PanelProduct.WIDTH),
                        at(p.a(), aAt),
                        at(p.c(), p.cAt() + (long) row * p.cStep()),
                        4L * p.rowStep() | 4L * p.columnStep() << 32,
                        columns | (long) blocks << 32,
                        4L * p.cStep());
    }

    private static MemorySegment at(final float[] array, final long index) {
        return MemorySegment.ofArray(array).asSlice(4 * index);
    }

    void exp(final float[] x, final int from, final int count) {
        Objects.checkFromIndexSize(from, count, x.length);
        if (count > 0) {
            exp.call(at(x, from), count);
        }
    }
}
