package io.vesalius.kernel;

import java.util.Arrays;

/**
 * Which pages a query sees, where it doesn't see all (Quest, Tang et al. 2024, section 3.3): the
 * first one, its own, and of those between, whose keys are complete, the ones whose bounds allow
 * the largest scores; of equal ones the earlier. The heads of a group choose together, by the
 * largest that one of them may have. A worker's own.
 */
final class PageChoice {
    private final Verbs verbs;
    private final AttentionTask narrowed = new AttentionTask();
    private long[] candidates = new long[64];
    private int[] chosen = new int[0];

    PageChoice(final Verbs verbs) {
        this.verbs = verbs;
    }

    /**
     * One row of a task over the pages that it sees, in order, as if they were all: positions are
     * counted within them. Valid until the next call.
     */
    AttentionTask narrow(final AttentionTask task, final int row) {
        final int pageTokens = task.cache().keys().pageTokens();
        final int position = task.firstPosition() + row;
        final int count = choose(task, row, position / pageTokens);
        return narrowed.as(task)
                .pages(chosen, 0)
                .rows(
                        task.query(),
                        task.queryAt()
                                + 4L * row * task.shape().headCount() * task.shape().keyDim(),
                        1,
                        (count - 1) * pageTokens + position % pageTokens);
    }

    /**
     * @return how many pages were chosen
     */
    private int choose(final AttentionTask task, final int row, final int own) {
        final int most = task.shape().bestPages();
        final int count = Math.min(most, own + 1);
        if (chosen.length < count) {
            chosen = new int[most];
        }
        if (own < most) {
            for (int i = 0; i < count; i++) {
                chosen[i] = i;
            }
        } else {
            weigh(task, row, own);
            select(own - 1, most - 2);
            chosen[0] = 0;
            for (int i = 0; i < most - 2; i++) {
                chosen[1 + i] = index(candidates[i]);
            }
            chosen[most - 1] = own;
            Arrays.sort(chosen, 1, most - 1);
        }
        for (int i = 0; i < count; i++) {
            chosen[i] = task.pages()[task.firstPage() + chosen[i]];
        }
        return count;
    }

    /** A number for each page between the first and a query's own, larger for a better one. */
    private void weigh(final AttentionTask task, final int row, final int own) {
        final CacheView cache = task.cache();
        if (candidates.length < own) {
            candidates = new long[2 * own];
        }
        for (int page = 1; page < own; page++) {
            final long boundsAt =
                    cache.boundsAt(task.pages()[task.firstPage() + page], task.kvHead());
            float most = Float.NEGATIVE_INFINITY;
            for (int head = 0; head < task.shape().groupSize(); head++) {
                final long queryAt = task.queryOf(row, head);
                most =
                        Math.max(
                                most,
                                verbs.bound(
                                        task.query(),
                                        queryAt,
                                        cache.memory(),
                                        boundsAt,
                                        cache.keys().dim()));
            }
            candidates[page - 1] = ((long) ordered(most) << 32) | (Integer.MAX_VALUE - page);
        }
    }

    /** Bits whose order as an integer is that of the floats. */
    private static int ordered(final float value) {
        final int bits = Float.floatToIntBits(value);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    private static int index(final long candidate) {
        return Integer.MAX_VALUE - (int) candidate;
    }

    /** Moves the largest `wanted` of `count` candidates, which all differ, to the front. */
    private void select(final int count, final int wanted) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            final long pivot = candidates[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (candidates[i] > pivot) {
                    i++;
                }
                while (candidates[j] < pivot) {
                    j--;
                }
                if (i <= j) {
                    final long swapped = candidates[i];
                    candidates[i++] = candidates[j];
                    candidates[j--] = swapped;
                }
            }
            if (wanted - 1 <= j) {
                high = j;
            } else if (wanted - 1 >= i) {
                low = i;
            } else {
                return;
            }
        }
    }
}
