package io.vesalius.kernel;

import io.vesalius.tensor.HostPool;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Attention on the processor. A worker takes one kv head and a block of a sequence's rows, and goes
 * through the segments of positions from left to right, so that each loaded key and value serves
 * all the rows and the heads of the group; nothing of size context x context ever exists.
 */
final class CpuAttention {
    private static final int BLOCK_ROWS = 16;

    /**
     * Operations that take as long as storing an element of a key, which is on a line of its own.
     */
    private static final long MISS = 64;

    private final Verbs verbs;
    private final WorkerTeam team;
    private final HostPool memory;
    private MemorySegment scratch = MemorySegment.NULL;
    private final PageChoice[] choices;
    private final PageMasses masses;
    private int[] blocks = new int[0];

    CpuAttention(final Verbs verbs, final WorkerTeam team, final HostPool memory) {
        this.verbs = verbs;
        this.team = team;
        this.memory = memory;
        masses = new PageMasses(team, memory);
        choices = new PageChoice[team.size()];
        Arrays.setAll(choices, worker -> new PageChoice(verbs));
    }

    void store(final CacheView cache, final Spans spans, final Rows keys, final Rows values) {
        final int blockCount = cut(spans);
        team.run(
                blockCount,
                MISS * blockCount * keys.columns(),
                (worker, block) -> storeBlock(cache, spans, keys, values, block));
        if (cache.boundsOffset() >= 0) {
            final int keyHeads = keys.columns() / cache.keys().dim();
            for (int span = 0; span < spans.count(); span++) {
                bound(cache, spans, span, keyHeads);
            }
        }
    }

    private void storeBlock(
            final CacheView cache,
            final Spans spans,
            final Rows keys,
            final Rows values,
            final int block) {
        final int span = blocks[2 * block];
        final int pageTokens = cache.keys().pageTokens();
        final int keyHeads = keys.columns() / cache.keys().dim();
        final int end = Math.min(blocks[2 * block + 1] + BLOCK_ROWS, spans.rowCount(span));
        for (int i = blocks[2 * block + 1]; i < end; i++) {
            final int position = spans.firstPosition(span) + i;
            final int page = spans.page(span, position / pageTokens);
            final int slot = position % pageTokens;
            final int row = spans.firstRow(span) + i;
            verbs.storeKey(keys.data(), keys.at(row), keyHeads, cache, page, slot);
            verbs.storeValue(values.data(), values.at(row), keyHeads, cache, page, slot);
            if (cache.countsMasses() && slot == 0) {
                PageMasses.clear(cache, page, keyHeads);
            }
        }
    }

    /** The bounds of pages that became full. */
    private void bound(
            final CacheView cache, final Spans spans, final int span, final int keyHeads) {
        final int pageTokens = cache.keys().pageTokens();
        final int first = spans.firstPosition(span) / pageTokens;
        final int end = (spans.firstPosition(span) + spans.rowCount(span)) / pageTokens;
        team.run(
                (end - first) * keyHeads,
                (worker, i) ->
                        PageBounds.write(
                                cache, spans.page(span, first + i / keyHeads), i % keyHeads));
    }

    void attend(
            final AttentionShape shape,
            final CacheView cache,
            final Spans spans,
            final Rows queries,
            final Rows sinkQueries,
            final Rows out) {
        final int blockCount = cut(spans);
        if (cache.countsMasses()) {
            masses.begin(shape, spans);
        }
        final long resultBytes = AttentionTask.resultBytes(shape, cache);
        final long halfBytes = (long) BLOCK_ROWS * shape.groupSize() * resultBytes;
        if (scratch.byteSize() < 2 * halfBytes * team.size()) {
            scratch = memory.allocate(2 * halfBytes * team.size(), "scratch memory");
        }
        team.run(
                blockCount * shape.kvHeadCount(),
                operations(shape, spans),
                (worker, index) -> {
                    final int block = index / shape.kvHeadCount();
                    final int kvHead = index % shape.kvHeadCount();
                    final long at = 2L * worker * halfBytes;
                    final AttentionTask task =
                            task(shape, cache, spans, queries, block, kvHead, at);
                    final int row = firstRow(spans, block);
                    if (sparse(task)) {
                        for (int i = 0; i < task.rowCount(); i++) {
                            final AttentionTask one = choices[worker].narrow(task, i);
                            goOn(one, row + i, begin(one, row + i), at + halfBytes);
                            finish(one, out, row + i);
                        }
                        return;
                    }
                    final int begun =
                            shape.sinks() > 0
                                    ? beginWithSinks(task, spans, sinkQueries, block)
                                    : begin(task, row);
                    goOn(task, row, begun, at + halfBytes);
                    finish(task, out, row);
                });
        if (cache.countsMasses()) {
            masses.add(shape, cache, spans);
        }
    }

    private static long operations(final AttentionShape shape, final Spans spans) {
        long visible = 0;
        for (int span = 0; span < spans.count(); span++) {
            visible += (long) spans.rowCount(span) * (spans.firstPosition(span) + 1);
        }
        final long heads = (long) shape.kvHeadCount() * shape.groupSize();
        return visible * heads * (shape.keyDim() + shape.valueDim());
    }

    /** Whether some row has more pages than it sees. */
    private static boolean sparse(final AttentionTask task) {
        final int most = task.shape().bestPages();
        final int last = task.firstPosition() + task.rowCount() - 1;
        return most > 0 && last / task.cache().keys().pageTokens() >= most;
    }

    /** Cuts spans into blocks of rows: pairs of a span and a first row within it. */
    private int cut(final Spans spans) {
        int count = 0;
        for (int span = 0; span < spans.count(); span++) {
            for (int row = 0; row < spans.rowCount(span); row += BLOCK_ROWS) {
                if (2 * count == blocks.length) {
                    blocks = Arrays.copyOf(blocks, Math.max(64, 2 * blocks.length));
                }
                blocks[2 * count] = span;
                blocks[2 * count + 1] = row;
                count++;
            }
        }
        return count;
    }

    private int firstRow(final Spans spans, final int block) {
        return spans.firstRow(blocks[2 * block]) + blocks[2 * block + 1];
    }

    private AttentionTask task(
            final AttentionShape shape,
            final CacheView cache,
            final Spans spans,
            final Rows queries,
            final int block,
            final int kvHead,
            final long partialAt) {
        final int span = blocks[2 * block];
        final int row = blocks[2 * block + 1];
        return new AttentionTask(
                shape,
                cache,
                spans.pages(),
                spans.firstPage(span),
                kvHead,
                queries.data(),
                queries.at(spans.firstRow(span) + row),
                Math.min(BLOCK_ROWS, spans.rowCount(span) - row),
                spans.firstPosition(span) + row,
                0,
                0,
                scratch,
                partialAt);
    }

    /** Where the segment starts of the first position that a row sees, sinks aside. */
    private static int firstSegment(final AttentionTask whole) {
        final int firstVisible = whole.shape().firstVisible(whole.firstPosition());
        return firstVisible / AttentionShape.SEGMENT * AttentionShape.SEGMENT;
    }

    /**
     * The first segment.
     *
     * @return where the next one starts
     */
    private int begin(final AttentionTask whole, final int firstRow) {
        final int start = firstSegment(whole);
        final int to =
                Math.min(start + AttentionShape.SEGMENT, whole.firstPosition() + whole.rowCount());
        attend(whole.over(start, to, whole.partialAt()), firstRow);
        return to;
    }

    private void attend(final AttentionTask segment, final int firstRow) {
        verbs.attend(segment);
        if (segment.cache().countsMasses()) {
            masses.keep(segment, firstRow);
        }
    }

    /** The same where the sinks are the first piece. */
    private int beginWithSinks(
            final AttentionTask whole, final Spans spans, final Rows sinkQueries, final int block) {
        final long queryAt = sinkQueries.at(firstRow(spans, block));
        final int firstPage = spans.firstLeadingPage(blocks[2 * block]);
        final int to = Math.min(whole.shape().sinks(), whole.firstPosition() + whole.rowCount());
        verbs.attend(
                whole.ofSinks(firstPage, sinkQueries.data(), queryAt)
                        .over(0, to, whole.partialAt()));
        return firstSegment(whole);
    }

    /** The other segments, each merged into what there is. */
    private void goOn(
            final AttentionTask whole, final int firstRow, final int start, final long nextAt) {
        final AttentionShape shape = whole.shape();
        final int end = whole.firstPosition() + whole.rowCount();
        for (int from = start; from < end; from += AttentionShape.SEGMENT) {
            final int to = Math.min(from + AttentionShape.SEGMENT, end);
            final AttentionTask next = whole.over(from, to, nextAt);
            attend(next, firstRow);
            for (int row = 0; row < whole.rowCount(); row++) {
                for (int head = 0; head < shape.groupSize(); head++) {
                    verbs.merge(
                            scratch,
                            whole.resultAt(row, head),
                            scratch,
                            next.resultAt(row, head),
                            shape.valueDim());
                }
            }
        }
    }

    private void finish(final AttentionTask whole, final Rows out, final int firstRow) {
        final AttentionShape shape = whole.shape();
        for (int row = 0; row < whole.rowCount(); row++) {
            for (int head = 0; head < shape.groupSize(); head++) {
                final int index = whole.kvHead() * shape.groupSize() + head;
                final long outAt = out.at(firstRow + row) + 4L * index * shape.valueDim();
                verbs.finish(
                        scratch, whole.resultAt(row, head), shape.valueDim(), out.data(), outAt);
                if (whole.cache().countsMasses()) {
                    masses.total(firstRow + row, index, scratch, whole.resultAt(row, head));
                }
            }
        }
    }
}
