package io.vesalius.x86;

import io.vesalius.kernel.PanelProduct;
import io.vesalius.x86.asm.Assembler;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** The verbs of training, which work on arrays of the heap. */
final class HeapVerbs {
    /** Columns at a time: a panel of these stays in the first-level cache, and a call is short. */
    private static final int COLUMNS = 256;

    private final int most;
    private final LazyCode exp;
    private final List<LazyCode> panels; // by rows - 1

    HeapVerbs(final Isa isa, final Abi abi) {
        most = HeapPanelCode.mostRows(isa);
        exp = new LazyCode(abi, a -> new ElementCode(new Lanes(isa, a), a).exp());
        panels =
                IntStream.rangeClosed(1, most)
                        .mapToObj(rows -> new LazyCode(abi, a -> panel(isa, rows, a)))
                        .toList();
    }

    private static void panel(final Isa isa, final int rows, final Assembler a) {
        new HeapPanelCode(new Lanes(isa, a), a, rows).emit();
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
        new HeapCode(panels.get(rows - 1).get())
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
            new HeapCode(exp.get()).call(at(x, from), count);
        }
    }
}
