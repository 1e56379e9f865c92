package io.vesalius.kernel;

import io.vesalius.tensor.HostPool;

import java.lang.foreign.MemorySegment;

/**
 * How much attention each page had: for every query that saw it the sum of its positions' weights,
 * which is its share of the softmax's denominator (H2O, Zhang et al. 2023, section 4). A worker
 * takes a page and a head of keys and goes through a sequence's rows in order, so that sums depend
 * neither on workers nor on where steps begin.
 */
final class PageMasses {
    private static final int BLOCK_ROWS = 16;

    private final Verbs verbs;
    private final WorkerTeam team;
    private final HostPool memory;
    private MemorySegment totals = MemorySegment.NULL; // m and l, [row][head][2]
    private MemorySegment parts = MemorySegment.NULL; // of a page, for each worker
    private int headCount;

    PageMasses(final Verbs verbs, final WorkerTeam team, final HostPool memory) {
        this.verbs = verbs;
        this.team = team;
        this.memory = memory;
    }

    /** A page begins: nothing was attended to. */
    static void clear(final CacheView cache, final int page, final int kvHeads) {
        for (int kvHead = 0; kvHead < kvHeads; kvHead++) {
            Memory.f32(cache.memory(), cache.massAt(page, kvHead), 0);
        }
    }

    /**
     * Makes room for a layer's attention.
     *
     * @param rows the most rows of a batch
     */
    void begin(final AttentionShape shape, final int rows) {
        headCount = shape.headCount();
        totals = atLeast(totals, 8L * rows * headCount);
        parts = atLeast(parts, team.size() * partBytes(shape));
    }

    private MemorySegment atLeast(final MemorySegment known, final long bytes) {
        return known.byteSize() < bytes ? memory.allocate(bytes, "scratch memory") : known;
    }

    private static long partBytes(final AttentionShape shape) {
        return AttentionTask.partialBytes(0) * BLOCK_ROWS * shape.groupSize();
    }

    /** Keeps m and l of all that a row's query head saw. */
    void total(final int row, final int head, final MemorySegment result, final long resultAt) {
        MemorySegment.copy(result, resultAt, totals, totalAt(row, head), 8);
    }

    private long totalAt(final int row, final int head) {
        return 8L * ((long) row * headCount + head);
    }

    /** Adds the shares of all rows, whose totals are there. */
    void add(
            final AttentionShape shape,
            final CacheView cache,
            final Spans spans,
            final Rows queries) {
        final int pageTokens = cache.keys().pageTokens();
        for (int span = 0; span < spans.count(); span++) {
            final int each = span;
            final int end = spans.firstPosition(span) + spans.rowCount(span);
            team.run(
                    Math.ceilDiv(end, pageTokens) * shape.kvHeadCount(),
                    (worker, i) -> {
                        final int page = i / shape.kvHeadCount();
                        final int kvHead = i % shape.kvHeadCount();
                        final AttentionTask task =
                                new AttentionTask(
                                        shape.scoresAlone(),
                                        cache,
                                        spans.pages(),
                                        spans.firstPage(each),
                                        kvHead,
                                        queries.data(),
                                        queries.at(spans.firstRow(each)),
                                        spans.rowCount(each),
                                        spans.firstPosition(each),
                                        page * pageTokens,
                                        Math.min((page + 1) * pageTokens, end),
                                        parts,
                                        worker * partBytes(shape));
                        add(task, spans.firstRow(each));
                    });
        }
    }

    /** Of one page and head of keys, for all rows that see it. */
    private void add(final AttentionTask page, final int firstRow) {
        final MemorySegment cached = page.cache().memory();
        final long massAt = page.cache().massAt(page.page(page.from()), page.kvHead());
        float mass = Memory.f32(cached, massAt);
        int row = Math.max(0, page.from() - page.firstPosition());
        while (row < page.rowCount()) {
            final int count = Math.min(BLOCK_ROWS, page.rowCount() - row);
            final AttentionTask block = page.rows(row, count);
            verbs.attend(block);
            mass = plusShares(mass, block, firstRow + row);
            row += count;
        }
        Memory.f32(cached, massAt, mass);
    }

    private float plusShares(final float mass, final AttentionTask block, final int firstRow) {
        final int group = block.shape().groupSize();
        float sum = mass;
        for (int row = 0; row < block.rowCount(); row++) {
            for (int head = 0; head < group; head++) {
                final long at = block.resultAt(row, head);
                final long totalAt = totalAt(firstRow + row, block.kvHead() * group + head);
                final float factor =
                        Functions.exp(Memory.f32(parts, at) - Memory.f32(totals, totalAt));
                final float part = Memory.f32(parts, at + 4) * factor;
                sum += part / Memory.f32(totals, totalAt + 4);
            }
        }
        return sum;
    }
}
