package io.vesalius.kernel;

import java.lang.foreign.MemorySegment;

/**
 * A piece of attention that one worker does: the query heads of one kv head, for consecutive rows
 * of one sequence, over one segment of positions.
 *
 * @param shape the layer's shape
 * @param cache the layer's keys and values
 * @param pages the sequence's pages of the layer's group: page of position p is `pages[firstPage +
 *     p / page tokens]`
 * @param firstPage where the sequence's pages start in `pages`, or would if those that no row sees
 *     were there
 * @param kvHead which kv head
 * @param query the first row's queries of all heads, `[headCount, keyDim]` f32, a row after another
 * @param queryAt byte offset of the first row's queries
 * @param rowCount rows
 * @param firstPosition the first row's position
 * @param from first position of keys, a multiple of {@link AttentionShape#SEGMENT}; tiles begin
 *     there
 * @param to end of the positions of keys, at most a segment after `from`
 * @param partial the results, {@link #resultBytes()} for each row and head of the group: m, l, then
 *     from byte 64 the unnormalised output `[valueDim]`; where the cache counts the attention of
 *     its pages, then from byte {@link #partialBytes} what each page of the segment has of l
 * @param partialAt byte offset of the first result
 */
public record AttentionTask(
        AttentionShape shape,
        CacheView cache,
        int[] pages,
        int firstPage,
        int kvHead,
        MemorySegment query,
        long queryAt,
        int rowCount,
        int firstPosition,
        int from,
        int to,
        MemorySegment partial,
        long partialAt) {
    private static final int PAGES_BYTES = 4 * AttentionShape.SEGMENT / AttentionShape.PAGE;

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

    /** The same rows over other positions, with results elsewhere. */
    AttentionTask over(final int newFrom, final int newTo, final long newPartialAt) {
        return new AttentionTask(
                shape,
                cache,
                pages,
                firstPage,
                kvHead,
                query,
                queryAt,
                rowCount,
                firstPosition,
                newFrom,
                newTo,
                partial,
                newPartialAt);
    }

    /** The same rows over the sinks, with the queries as they stand to these. */
    AttentionTask ofSinks(
            final int sinkPage, final MemorySegment sinkQuery, final long sinkQueryAt) {
        return new AttentionTask(
                shape.sinksAlone(),
                cache,
                pages,
                sinkPage,
                kvHead,
                sinkQuery,
                sinkQueryAt,
                rowCount,
                firstPosition,
                from,
                to,
                partial,
                partialAt);
    }

    public int page(final int position) {
        return pages[firstPage + position / cache.keys().pageTokens()];
    }
}
