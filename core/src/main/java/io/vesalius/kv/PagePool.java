package io.vesalius.kv;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;

/**
 * Who holds which page: a page is used (referenced), cached (unreferenced, but the prefix index can
 * find it) or free. Cached pages are given away when no free one is left, the one released longest
 * ago first.
 */
final class PagePool {
    private static final int NONE = -1;

    private final int[] references;
    private final BitSet indexed;
    private final int[] free;
    private final IntConsumer evicted;
    private int freeCount;
    private int cachedCount;
    // Cached pages, oldest release first, as a doubly linked list over page numbers; the last entry
    // of both arrays is the list's head.
    private final int[] next;
    private final int[] previous;
    private final int head;

    /**
     * @param evicted told of each cached page before it is given away
     */
    PagePool(final int pageCount, final IntConsumer evicted) {
        references = new int[pageCount];
        indexed = new BitSet(pageCount);
        free = new int[pageCount];
        Arrays.setAll(free, i -> pageCount - 1 - i);
        freeCount = pageCount;
        this.evicted = evicted;
        next = new int[pageCount + 1];
        previous = new int[pageCount + 1];
        head = pageCount;
        next[head] = head;
        previous[head] = head;
    }

    /** A page with one reference, or -1 when all are used. */
    int take() {
        if (freeCount == 0 && cachedCount > 0) {
            final int oldest = next[head];
            evicted.accept(oldest);
            forget(oldest);
        }
        if (freeCount == 0) {
            return NONE;
        }
        final int page = free[--freeCount];
        references[page] = 1;
        return page;
    }

    void retain(final int page) {
        if (references[page]++ == 0) {
            unlink(page);
        }
    }

    void release(final int page) {
        if (references[page] <= 0) {
            throw new IllegalStateException("page " + page + " is released twice");
        }
        if (--references[page] > 0) {
            return;
        }
        if (indexed.get(page)) {
            link(page);
        } else {
            free[freeCount++] = page;
        }
    }

    /** Whether several hold this page, so that it must not be written. */
    boolean shared(final int page) {
        return references[page] > 1;
    }

    /** Keeps a used page findable after its last release. */
    void index(final int page) {
        indexed.set(page);
    }

    /** An indexed page is no longer findable. */
    void forget(final int page) {
        indexed.clear(page);
        if (references[page] == 0) {
            unlink(page);
            free[freeCount++] = page;
        }
    }

    int freeCount() {
        return freeCount;
    }

    int cachedCount() {
        return cachedCount;
    }

    int usedCount() {
        return references.length - freeCount - cachedCount;
    }

    /** Pages that {@link #take} can still give. */
    int available() {
        return freeCount + cachedCount;
    }

    /**
     * @param held how often each page is held, as counted by the holders
     */
    void check(final int[] held) {
        int referenced = 0;
        for (int page = 0; page < references.length; page++) {
            if (references[page] != held[page]) {
                throw new IllegalStateException(
                        "page %d has %d references and %d holders"
                                .formatted(page, references[page], held[page]));
            }
            referenced += references[page] > 0 ? 1 : 0;
        }
        int listed = 0;
        for (int page = next[head]; page != head; page = next[page]) {
            listed++;
        }
        if (listed != cachedCount || referenced + cachedCount + freeCount != references.length) {
            throw new IllegalStateException(
                    "%d used + %d cached (%d listed) + %d free pages are not %d"
                            .formatted(
                                    referenced, cachedCount, listed, freeCount, references.length));
        }
    }

    private void link(final int page) {
        previous[page] = previous[head];
        next[page] = head;
        next[previous[page]] = page;
        previous[head] = page;
        cachedCount++;
    }

    private void unlink(final int page) {
        next[previous[page]] = next[page];
        previous[next[page]] = previous[page];
        cachedCount--;
    }
}
