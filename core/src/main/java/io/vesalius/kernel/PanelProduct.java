package io.vesalius.kernel;

import java.util.Objects;

/**
 * A product of arrays on the heap, as training needs it: `c[row, j] += sum(a[row, k] * panel[k,
 * j])` for the sixteen columns j of a panel. The steps of `a` make it the matrix or its
 * transposition. All places are checked here, so that kernels needn't.
 *
 * @param a the left matrix: its element (row, k) lies at `aAt + row * rowStep + k * columnStep`
 * @param columns k: elements of a sum
 * @param panel the right matrix's part, `[columns][16]`, from `panelAt` on
 * @param rows of `a` and `c`
 * @param c the sums, which are added to: row by row, `cStep` elements apart, from `cAt` on
 */
public record PanelProduct(
        float[] a,
        int aAt,
        int rowStep,
        int columnStep,
        int columns,
        float[] panel,
        int panelAt,
        int rows,
        float[] c,
        int cAt,
        int cStep) {
    /** Columns of a panel. */
    public static final int WIDTH = 16;

    /**
     * @throws IndexOutOfBoundsException when an array is too short for it
     * @throws IllegalArgumentException for fewer than one row or column
     */
    public PanelProduct {
        if (rows < 1 || columns < 1 || rowStep < 1 || columnStep < 1 || cStep < 0) {
            throw new IllegalArgumentException(
                    "a product of %d rows, %d columns, steps %d, %d, %d"
                            .formatted(rows, columns, rowStep, columnStep, cStep));
        }
        final long last = (rows - 1L) * rowStep + (columns - 1L) * columnStep;
        Objects.checkFromIndexSize(aAt, last + 1, (long) a.length);
        Objects.checkFromIndexSize(panelAt, (long) WIDTH * columns, (long) panel.length);
        Objects.checkFromIndexSize(cAt, (rows - 1L) * cStep + WIDTH, (long) c.length);
    }

    /** Some of the rows. */
    public PanelProduct rows(final int from, final int count) {
        return new PanelProduct(
                a,
                aAt + from * rowStep,
                rowStep,
                columnStep,
                columns,
                panel,
                panelAt,
                count,
                c,
                cAt + from * cStep,
                cStep);
    }
}
