package io.vesalius.train;

import io.vesalius.kernel.PanelProduct;
import io.vesalius.kernel.Verbs;

/**
 * Matrix products on arrays: a left matrix by a right one that is packed in panels of sixteen
 * columns. Belongs to one thread.
 */
final class Products {
    private static final int WIDTH = PanelProduct.WIDTH;

    private final Verbs verbs;
    private float[] panels = {};
    private float[] tail = {};

    Products(final Verbs verbs) {
        this.verbs = verbs;
    }

    /**
     * A matrix in an array: element (row, column) lies at `at + row * rowStep + column *
     * columnStep`.
     */
    record Left(float[] values, int at, int rowStep, int columnStep) {
        /** A whole array, row by row. */
        static Left of(final float[] values, final int columns) {
            return new Left(values, 0, columns, 1);
        }

        /** The same elements, rows and columns exchanged. */
        Left transposed() {
            return new Left(values, at, columnStep, rowStep);
        }
    }

    /**
     * Where sums go: row by row, `step` apart, from `at` on.
     *
     * @param columns how many of a row
     */
    record Sums(float[] values, int at, int step, int columns) {
        static Sums of(final float[] values, final int columns) {
            return new Sums(values, 0, columns, columns);
        }
    }

    /**
     * A right matrix in panels, `[columns / 16][rows][16]`.
     *
     * @param from the row where products begin
     */
    record Packed(float[] values, int rows, int from) {
        Packed(final float[] values, final int rows) {
            this(values, rows, 0);
        }

        private int at(final int column) {
            return column * rows + from * WIDTH;
        }
    }

    Verbs verbs() {
        return verbs;
    }

    /** Elements of a matrix in panels. */
    static int packedSize(final int rows, final int columns) {
        return Math.ceilDiv(columns, WIDTH) * WIDTH * rows;
    }

    /** Packs `right`, `[rows, columns]`. */
    static void pack(final Left right, final int rows, final int columns, final float[] packed) {
        for (int first = 0; first < columns; first += WIDTH) {
            final int width = Math.min(WIDTH, columns - first);
            final int from = right.at() + first * right.columnStep();
            if (right.columnStep() == 1) {
                copyRows(right, from, rows, width, packed, first * rows);
            } else {
                turnRows(right, from, rows, width, packed, first * rows);
            }
        }
    }

    private static void copyRows(
            final Left right,
            final int from,
            final int rows,
            final int width,
            final float[] packed,
            final int at) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(
                    right.values(), from + row * right.rowStep(), packed, at + row * WIDTH, width);
        }
    }

    private static void turnRows(
            final Left right,
            final int from,
            final int rows,
            final int width,
            final float[] packed,
            final int at) {
        for (int column = 0; column < width; column++) {
            int source = from + column * right.columnStep();
            int target = at + column;
            for (int row = 0; row < rows; row++) {
                packed[target] = right.values()[source];
                source += right.rowStep();
                target += WIDTH;
            }
        }
    }

    /** Packs `right`, `[rows, columns]`, into memory that the next call overwrites. */
    Packed pack(final Left right, final int rows, final int columns) {
        final int size = packedSize(rows, columns);
        if (panels.length < size) {
            panels = new float[size];
        }
        pack(right, rows, columns, panels);
        return new Packed(panels, rows);
    }

    /**
     * `sums += left * right`.
     *
     * @param rows of `left` and `sums`
     * @param inner columns of `left`, and rows of `packed` from its beginning on
     * @param packed at least the columns of `sums`
     */
    void multiply(
            final Left left,
            final int rows,
            final int inner,
            final Packed packed,
            final Sums sums) {
        for (int first = 0; first < sums.columns(); first += WIDTH) {
            if (first + WIDTH <= sums.columns()) {
                final int to = sums.at() + first;
                panel(left, rows, inner, packed, first, sums.values(), to, sums.step());
            } else {
                last(left, rows, inner, packed, first, sums);
            }
        }
    }

    /** A panel of fewer columns goes through memory of its own, or it would write beside it. */
    private void last(
            final Left left,
            final int rows,
            final int inner,
            final Packed packed,
            final int first,
            final Sums sums) {
        if (tail.length < rows * WIDTH) {
            tail = new float[rows * WIDTH];
        }
        final int width = sums.columns() - first;
        for (int row = 0; row < rows; row++) {
            final int at = sums.at() + row * sums.step() + first;
            System.arraycopy(sums.values(), at, tail, row * WIDTH, width);
        }
        panel(left, rows, inner, packed, first, tail, 0, WIDTH);
        for (int row = 0; row < rows; row++) {
            final int at = sums.at() + row * sums.step() + first;
            System.arraycopy(tail, row * WIDTH, sums.values(), at, width);
        }
    }

    private void panel(
            final Left left,
            final int rows,
            final int inner,
            final Packed packed,
            final int first,
            final float[] to,
            final int toAt,
            final int toStep) {
        verbs.accumulate(
                new PanelProduct(
                        left.values(),
                        left.at(),
                        left.rowStep(),
                        left.columnStep(),
                        inner,
                        packed.values(),
                        packed.at(first),
                        rows,
                        to,
                        toAt,
                        toStep));
    }
}
