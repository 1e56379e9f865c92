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
    private int[] pages = new int[256];
    private int count;
    private int pageCount;

    public void clear() {
        count = 0;
        pageCount = 0;
    }

    /** Adds a sequence's rows; its pages follow by {@link #addPage}, that of position 0 first. */
    public void add(final int firstRow, final int rows, final int firstPosition) {
        if (count == firstRows.length) {
            firstRows = Arrays.copyOf(firstRows, 2 * count);
            rowCounts = Arrays.copyOf(rowCounts, 2 * count);
            firstPositions = Arrays.copyOf(firstPositions, 2 * count);
            firstPages = Arrays.copyOf(firstPages, 2 * count);
        }
        firstRows[count] = firstRow;
        rowCounts[count] = rows;
        firstPositions[count] = firstPosition;
        firstPages[count] = pageCount;
        count++;
    }

    /** Adds a page to the last sequence; negative where no row sees it. */
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

    int firstPage(final int span) {
        return firstPages[span];
    }

    int[] pages() {
        return pages;
    }
}
