package io.vesalius.kernel;

import java.lang.foreign.MemorySegment;

/**
 * What a call of attention is about, and its pieces: a kv head and a block of a sequence's rows
 * each. Set anew for each call, so that a step makes no objects.
 */
@SuppressWarnings("NullAway.Init") // a call sets its operands, then runs its tasks
final class AttentionCall {
    private final Blocks blocks = new Blocks();
    private AttentionShape shape;
    private CacheView cache;
    private Spans spans;
    private Rows queries;
    private Rows sinkQueries;
    private Rows out;

    void begin(
            final AttentionShape ofLayer,
            final CacheView keysAndValues,
            final Spans places,
            final Rows from,
            final Rows fromForSinks,
            final Rows to) {
        shape = ofLayer;
        cache = keysAndValues;
        spans = places;
        queries = from;
        sinkQueries = fromForSinks;
        out = to;
        blocks.cut(spans);
    }

    AttentionShape shape() {
        return shape;
    }

    CacheView cache() {
        return cache;
    }

    Spans spans() {
        return spans;
    }

    Rows sinkQueries() {
        return sinkQueries;
    }

    int blockCount() {
        return blocks.count();
    }

    int span(final int block) {
        return blocks.span(block);
    }

    /** A block's first row in the batch. */
    int firstRow(final int block) {
        return spans.firstRow(blocks.span(block)) + blocks.row(block);
    }

    int rowCount(final int block) {
        return Math.min(Blocks.ROWS, spans.rowCount(blocks.span(block)) - blocks.row(block));
    }

    int firstPosition(final int block) {
        return spans.firstPosition(blocks.span(block)) + blocks.row(block);
    }

    /** The position after the last that a row of a block sees. */
    int end(final int block) {
        return firstPosition(block) + rowCount(block);
    }

    long operations() {
        long visible = 0;
        for (int span = 0; span < spans.count(); span++) {
            visible += (long) spans.rowCount(span) * (spans.firstPosition(span) + 1);
        }
        final long heads = (long) shape.kvHeadCount() * shape.groupSize();
        return visible * heads * (shape.keyDim() + shape.valueDim());
    }

    /** Bytes of a piece's results. */
    long resultBytes(final int rows) {
        return (long) rows * shape.groupSize() * AttentionTask.resultBytes(shape, cache);
    }

    /** Makes a task a piece over no positions yet, with its results at a byte of `partial`. */
    AttentionTask piece(
            final AttentionTask task,
            final int block,
            final int kvHead,
            final MemorySegment partial,
            final long partialAt) {
        return task.layer(shape, cache)
                .pages(spans.pages(), spans.firstPage(blocks.span(block)))
                .head(kvHead)
                .rows(
                        queries.data(),
                        queries.at(firstRow(block)),
                        rowCount(block),
                        firstPosition(block))
                .positions(0, 0)
                .results(partial, partialAt);
    }

    /** Merges the results of a later segment into those of the ones before. */
    void merge(final Verbs verbs, final AttentionTask before, final AttentionTask next) {
        for (int row = 0; row < before.rowCount(); row++) {
            for (int head = 0; head < shape.groupSize(); head++) {
                verbs.merge(
                        before.partial(),
                        before.resultAt(row, head),
                        next.partial(),
                        next.resultAt(row, head),
                        shape.valueDim());
            }
        }
    }

    /** Writes what was merged over all segments to the rows from `firstRow` on. */
    void finish(final Verbs verbs, final AttentionTask whole, final int firstRow) {
        for (int row = 0; row < whole.rowCount(); row++) {
            for (int head = 0; head < shape.groupSize(); head++) {
                final int index = whole.kvHead() * shape.groupSize() + head;
                verbs.finish(
                        whole.partial(),
                        whole.resultAt(row, head),
                        shape.valueDim(),
                        out.data(),
                        out.at(firstRow + row) + 4L * index * shape.valueDim());
            }
        }
    }
}
