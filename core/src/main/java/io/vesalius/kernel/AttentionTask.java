package io.vesalius.kernel;

import java.lang.foreign.MemorySegment;

/**
 * A piece of attention that one worker does: the query heads of one kv head, for consecutive rows
 * of one sequence, over one segment of positions. A worker has one of these for all its pieces,
 * each of which is written over the one before: a step makes no objects.
 */
@SuppressWarnings("NullAway.Init") // whoever makes a piece sets all of it
public final class AttentionTask {
    private static final int PAGES_BYTES = 4 * AttentionShape.SEGMENT / AttentionShape.PAGE;

    private AttentionShape shape;
    private CacheView cache;
    private int[] pages;
    private int firstPage;
    private int kvHead;
    private MemorySegment query;
    private long queryAt;
    private int rowCount;
    private int firstPosition;
    private int from;
    private int to;
    private MemorySegment partial;
    private long partialAt;

    /**
     * @param ofLayer the layer's shape
     * @param keysAndValues the layer's
     */
    public AttentionTask layer(final AttentionShape ofLayer, final CacheView keysAndValues) {
        shape = ofLayer;
        cache = keysAndValues;
        return this;
    }

    /** All that another piece is. */
    AttentionTask as(final AttentionTask other) {
        return layer(other.shape, other.cache)
                .pages(other.pages, other.firstPage)
                .head(other.kvHead)
                .rows(other.query, other.queryAt, other.rowCount, other.firstPosition)
                .positions(other.from, other.to)
                .results(other.partial, other.partialAt);
    }

    /**
     * @param ofGroup the sequence's pages of the layer's group: page of position p is
     *     `ofGroup[first + p / page tokens]`
     * @param first where the sequence's pages start in `ofGroup`, or would if those that no row
     *     sees were there
     */
    public AttentionTask pages(final int[] ofGroup, final int first) {
        pages = ofGroup;
        firstPage = first;
        return this;
    }

    /** Which kv head. */
    public AttentionTask head(final int index) {
        kvHead = index;
        return this;
    }

    /**
     * @param queries the first row's queries of all heads, `[headCount, keyDim]` f32, a row after
     *     another
     * @param at byte offset of the first row's queries
     * @param count rows
     * @param first the first row's position
     */
    public AttentionTask rows(
            final MemorySegment queries, final long at, final int count, final int first) {
        query = queries;
        queryAt = at;
        rowCount = count;
        firstPosition = first;
        return this;
    }

    /**
     * @param first first position of keys, a multiple of {@link AttentionShape#SEGMENT}; tiles
     *     begin there
     * @param end of the positions of keys, at most a segment after `first`
     */
    public AttentionTask positions(final int first, final int end) {
        from = first;
        to = end;
        return this;
    }

    /**
     * @param results {@link #resultBytes()} for each row and head of the group: m, l, then from
     *     byte 64 the unnormalised output `[valueDim]`; where the cache counts the attention of its
     *     pages, then from byte {@link #partialBytes} what each page of the segment has of l
     * @param at byte offset of the first result
     */
    public AttentionTask results(final MemorySegment results, final long at) {
        partial = results;
        partialAt = at;
        return this;
    }

    public AttentionShape shape() {
        return shape;
    }

    public CacheView cache() {
        return cache;
    }

    public int[] pages() {
        return pages;
    }

    public int firstPage() {
        return firstPage;
    }

    public int kvHead() {
        return kvHead;
    }

    public MemorySegment query() {
        return query;
    }

    public long queryAt() {
        return queryAt;
    }

    public int rowCount() {
        return rowCount;
    }

    public int firstPosition() {
        return firstPosition;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    public MemorySegment partial() {
        return partial;
    }

    public long partialAt() {
        return partialAt;
    }

    /** Bytes of m, l and an output, a multiple of 64. */
    public static long partialBytes(final int valueDim) {
        return 64 + Math.ceilDiv(4L * valueDim, 64L) * 64;
    }

    /** Bytes of one result, a multiple of 64. */
    public static long resultBytes(final AttentionShape shape, final CacheView cache) {
        return partialBytes(shape.valueDim()) + (cache.countsMasses() ? PAGES_BYTES : 0);
    }

    public long resultBytes() {
        return resultBytes(shape, cache);
    }

    /** Where the result of a row and a head of the group lies in `partial`. */
    public long resultAt(final int row, final int head) {
        return partialAt + ((long) row * shape.groupSize() + head) * resultBytes();
    }

    /** Where what the segment's pages have of l lies, f32 `[SEGMENT / PAGE]`. */
    public long pagesAt(final int row, final int head) {
        return resultAt(row, head) + partialBytes(shape.valueDim());
    }

    /** Where the query of a row and a head of the group lies in `query`. */
    public long queryOf(final int row, final int head) {
        final long index =
                (long) row * shape.headCount() + (long) kvHead * shape.groupSize() + head;
        return queryAt + 4 * index * shape.keyDim();
    }

    public int page(final int position) {
        return pages[firstPage + position / cache.keys().pageTokens()];
    }
}
