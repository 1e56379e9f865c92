package io.vesalius.sampling;

/** The ids of the highest logits of a row, by rank, in one pass with a heap. */
final class TopLogits {
    private final float[] logits;
    private final int offset;
    private final int[] heap; // the last by rank on top
    private int size;

    private TopLogits(final float[] logits, final int offset, final int capacity) {
        this.logits = logits;
        this.offset = offset;
        this.heap = new int[capacity];
    }

    /**
     * @param count how many at most; tokens of -infinity are left out
     * @return ids by descending logit, the lower id first among equals
     */
    static int[] of(final float[] logits, final int offset, final int size, final int count) {
        final TopLogits top = new TopLogits(logits, offset, Math.min(count, size));
        float least = Float.NEGATIVE_INFINITY;
        for (int id = 0; id < size && count > 0; id++) {
            if (logits[offset + id] > least) {
                least = top.put(id);
            }
        }
        return top.ranked();
    }

    /**
     * Takes an id, in place of the last by rank when all places are taken.
     *
     * @return what the logit of another must exceed
     */
    private float put(final int id) {
        if (size == heap.length) {
            sift(id);
        } else {
            int at = size++;
            while (at > 0 && before(heap[(at - 1) / 2], id)) {
                heap[at] = heap[(at - 1) / 2];
                at = (at - 1) / 2;
            }
            heap[at] = id;
        }
        return size < heap.length ? Float.NEGATIVE_INFINITY : logits[offset + heap[0]];
    }

    /** Replaces the top. */
    private void sift(final int id) {
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && before(heap[child], heap[child + 1])) {
                child++;
            }
            if (!before(id, heap[child])) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = id;
    }

    private boolean before(final int a, final int b) {
        final float x = logits[offset + a];
        final float y = logits[offset + b];
        return x > y || (x == y && a < b);
    }

    private int[] ranked() {
        final int[] ids = new int[size];
        for (int i = ids.length - 1; i >= 0; i--) {
            ids[i] = heap[0];
            size--;
            sift(heap[size]);
        }
        return ids;
    }
}
