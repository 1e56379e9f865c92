package io.vesalius.kernel;

import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.HeadLayout;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A sequence's cache and queries for a test of attention: pages in no order, table entries of
 * passed pages void, and NaN wherever nothing was stored.
 *
 * @param rowCount rows of the task
 * @param firstPosition of the first row
 */
record AttentionCase(
        AttentionShape shape,
        CacheView cache,
        int[] pages,
        MemorySegment query,
        int rowCount,
        int firstPosition) {
    static final int FIRST_PAGE = 2;

    static AttentionCase of(
            final AttentionShape shape,
            final CacheType type,
            final int rowCount,
            final int firstPosition,
            final Samples samples) {
        final AttentionCase made = unfilled(shape, type, rowCount, firstPosition, samples);
        made.fill(samples, samples.chance(0.2));
        return made;
    }

    /** The same, with numbers wherever something was stored. */
    static AttentionCase finite(
            final AttentionShape shape,
            final CacheType type,
            final int rowCount,
            final int firstPosition,
            final Samples samples) {
        final AttentionCase made = unfilled(shape, type, rowCount, firstPosition, samples);
        made.fill(samples, false);
        return made;
    }

    private static AttentionCase unfilled(
            final AttentionShape shape,
            final CacheType type,
            final int rowCount,
            final int firstPosition,
            final Samples samples) {
        final int pageTokens = samples.oneOf(16, 32, 64);
        final HeadLayout keys = new HeadLayout(type, shape.keyDim(), pageTokens);
        final HeadLayout values = new HeadLayout(type, shape.valueDim(), pageTokens);
        final int end = firstPosition + rowCount;
        final int[] pages = table(shape.firstVisible(firstPosition), end, pageTokens, samples);
        final long valueOffset = 64 + shape.kvHeadCount() * keys.bytes();
        final long pageBytes = valueOffset + shape.kvHeadCount() * values.bytes();
        final MemorySegment memory = Samples.memory(pageBytes * (pages.length - FIRST_PAGE));
        memory.fill((byte) -1);
        final CacheView cache = new CacheView(memory, pageBytes, keys, values, 64, valueOffset);
        return new AttentionCase(
                shape,
                cache,
                pages,
                samples.floats((long) rowCount * shape.headCount() * shape.keyDim(), false),
                rowCount,
                firstPosition);
    }

    /**
     * The pages of positions below `end`, in no order; those before the first visible are freed.
     */
    private static int[] table(
            final int firstVisible, final int end, final int pageTokens, final Samples samples) {
        final int count = Math.ceilDiv(end, pageTokens);
        final int[] pages = new int[FIRST_PAGE + count];
        Arrays.setAll(pages, i -> i - FIRST_PAGE);
        for (int i = pages.length - 1; i > FIRST_PAGE; i--) {
            final int j = samples.between(FIRST_PAGE, i);
            final int page = pages[i];
            pages[i] = pages[j];
            pages[j] = page;
        }
        Arrays.fill(pages, 0, Math.min(pages.length, FIRST_PAGE + firstVisible / pageTokens), -1);
        return pages;
    }

    private void fill(final Samples samples, final boolean poisoned) {
        final int heads = shape.kvHeadCount();
        final int pageTokens = cache.keys().pageTokens();
        final int end = firstPosition + rowCount;
        for (int position = shape.firstVisible(firstPosition); position < end; position++) {
            final int page = pages[FIRST_PAGE + position / pageTokens];
            final int slot = position % pageTokens;
            final MemorySegment key = samples.floats((long) heads * shape.keyDim(), false);
            final MemorySegment value = samples.floats((long) heads * shape.valueDim(), false);
            if (position == end - 1 && poisoned) {
                // The last row alone sees it.
                Memory.f32(key, 0, Float.NaN);
            }
            new Definition().storeKey(key, 0, heads, cache, page, slot);
            new Definition().storeValue(value, 0, heads, cache, page, slot);
        }
    }

    /** The same with a cache that counts the attention of its pages. */
    AttentionCase counting() {
        final CacheView counting =
                new CacheView(
                        cache.memory(),
                        cache.pageBytes(),
                        cache.keys(),
                        cache.values(),
                        cache.keyOffset(),
                        cache.valueOffset(),
                        -1,
                        0);
        return new AttentionCase(shape, counting, pages, query, rowCount, firstPosition);
    }

    int end() {
        return firstPosition + rowCount;
    }

    /** The results over positions `[from, to)`, as bytes of `partial`. */
    AttentionTask task(
            final int kvHead, final int from, final int to, final MemorySegment partial) {
        return new AttentionTask()
                .layer(shape, cache)
                .pages(pages, FIRST_PAGE)
                .head(kvHead)
                .rows(query, 0, rowCount, firstPosition)
                .positions(from, to)
                .results(partial, 64);
    }

    long partialBytes() {
        return 64
                + (long) rowCount * shape.groupSize() * AttentionTask.resultBytes(shape, cache)
                + 64;
    }
}
