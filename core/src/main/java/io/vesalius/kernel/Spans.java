package io.vesalius.kernel;

import java.util.Arrays;

/**
 * Where the rows of a batch stand in their sequences, and in which pages of one group of layers:
 * refilled for each step.
 */
public final class Spans {
    private int[] firstRows = new int[16];
    private int[] rowCounts = new int[16];
    private int[] firstPositions = new int[16];
    private int[] firstPages = new int[16];
    private int[] leading = new int[16]; // pages before the gap
    private int[] gaps = new int[16]; // pages left out
    private int[] pages = new int[256];
    private int count;
    private int pageCount;

    public void clear() {
        count = 0;
        pageCount = 0;
    }

    /**
     * Adds a sequence's rows; its pages follow by {@link #addPage}, that of position 0 first, and
     * perhaps one {@link #skipPages}.
     */
    public void add(final int firstRow, final int rows, final int firstPosition) {
        if (count == firstRows.length) {
            firstRows = Arrays.copyOf(firstRows, 2 * count);
            rowCounts = Arrays.copyOf(rowCounts, 2 * count);
            firstPositions = Arrays.copyOf(firstPositions, 2 * count);
            firstPages = Arrays.copyOf(firstPages, 2 * count);
            leading = Arrays.copyOf(leading, 2 * count);
            gaps = Arrays.copyOf(gaps, 2 * count);
        }
        firstRows[count] = firstRow;
        rowCounts[count] = rows;
        firstPositions[count] = firstPosition;
        firstPages[count] = pageCount;
        leading[count] = 0;
        gaps[count] = 0;
        count++;
    }

    /** Leaves out pages of the last sequence that no row sees; what follows comes behind them. */
    public void skipPages(final int skipped) {
        leading[count - 1] = pageCount - firstPages[count - 1];
        gaps[count - 1] = skipped;
    }

    /** Adds a page to the last sequence. */
    public void addPage(final int page) {
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, 2 * pageCount);
        }
        pages[pageCount++] = page;
    }

    int count() {
        return count;
    }

    int firstRow(final int span) {
        return firstRows[span];
    }

    int rowCount(final int span) {
        return rowCounts[span];
    }

    int firstPosition(final int span) {
        return firstPositions[span];
    }

    /**
     * Where the page of position 0 would be among {@link #pages}, counted back from a page behind
     * the gap: below 0 where more were left out than came before.
     */
    int firstPage(final int span) {
        return firstPages[span] - gaps[span];
    }

    /** Where the page of position 0 is, and those up to the gap. */
    int firstLeadingPage(final int span) {
        return firstPages[span];
    }

    /** The page that comes so many after a sequence's first one. */
    int page(final int span, final int index) {
        return pages[index < leading[span] ? firstPages[span] + index : firstPage(span) + index];
    }

    int[] pages() {
        return pages;
    }
}
