package io.vesalius.kernel;

import io.vesalius.tensor.HostPool;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * How much attention each page had: for every query that saw it the sum of its positions' weights,
 * which is its part of the softmax's denominator (H2O, Zhang et al. 2023, section 4). Attention
 * leaves the parts of each segment here; when all rows are done, a worker takes a segment and a
 * head of keys and goes through a sequence's rows in order, so that sums depend neither on workers
 * nor on where steps begin.
 */
@SuppressWarnings("NullAway.Init") // a call sets its operands, then runs its tasks
final class PageMasses implements WorkerTeam.Task {
    private static final int PAGES = AttentionShape.SEGMENT / AttentionShape.PAGE;

    /** A segment's m, then what its pages have of l. */
    private static final int SEGMENT_BYTES = 4 + 4 * PAGES;

    /** A page's part of one query costs a product, a division and a sum, and the pages an exp. */
    private static final long OPERATIONS = 4L * PAGES;

    private final WorkerTeam team;
    private final HostPool memory;
    private MemorySegment totals = MemorySegment.NULL; // m and l, [row][head][2]
    private MemorySegment parts = MemorySegment.NULL; // [row][head][segment]
    private int headCount;
    private int segmentCount;

    /** A worker's own, `[PAGES]`: what pages have so far, and what one query gives. */
    private record Desk(float[] masses, float[] part) {}

    private final Desk[] desks;

    // What the call is about.
    private AttentionShape shape;
    private CacheView cache;
    private Spans spans;
    private int span;

    PageMasses(final WorkerTeam team, final HostPool memory) {
        this.team = team;
        this.memory = memory;
        desks = new Desk[team.size()];
        Arrays.setAll(desks, worker -> new Desk(new float[PAGES], new float[PAGES]));
    }

    /** A page begins: nothing was attended to. */
    static void clear(final CacheView cache, final int page, final int kvHeads) {
        for (int kvHead = 0; kvHead < kvHeads; kvHead++) {
            Memory.f32(cache.memory(), cache.massAt(page, kvHead), 0);
        }
    }

    /** Makes room for a layer's attention. */
    void begin(final AttentionShape ofLayer, final Spans places) {
        headCount = ofLayer.headCount();
        segmentCount = 0;
        int rows = 0;
        for (int i = 0; i < places.count(); i++) {
            final int end = places.firstPosition(i) + places.rowCount(i);
            segmentCount = Math.max(segmentCount, Math.ceilDiv(end, AttentionShape.SEGMENT));
            rows = Math.max(rows, places.firstRow(i) + places.rowCount(i));
        }
        totals = atLeast(totals, 8L * rows * headCount);
        parts = atLeast(parts, (long) SEGMENT_BYTES * rows * headCount * segmentCount);
    }

    /** Twice the memory where there is too little, as what was there isn't given back. */
    private MemorySegment atLeast(final MemorySegment known, final long bytes) {
        return known.byteSize() < bytes
                ? memory.allocate(Math.max(bytes, 2 * known.byteSize()), "scratch memory")
                : known;
    }

    /**
     * Keeps what the pages of a segment have of it.
     *
     * @param segment attention over it
     * @param firstRow the task's first row in the batch
     */
    void keep(final AttentionTask segment, final int firstRow) {
        final int group = segment.shape().groupSize();
        final int index = segment.from() / AttentionShape.SEGMENT;
        for (int row = 0; row < segment.rowCount(); row++) {
            for (int head = 0; head < group; head++) {
                final long at = partsAt(firstRow + row, segment.kvHead() * group + head, index);
                Memory.f32(parts, at, Memory.f32(segment.partial(), segment.resultAt(row, head)));
                MemorySegment.copy(
                        segment.partial(), segment.pagesAt(row, head), parts, at + 4, 4L * PAGES);
            }
        }
    }

    /** Keeps m and l of all that a task's rows, from the batch's `firstRow` on, saw. */
    void total(final AttentionTask whole, final int firstRow) {
        final int group = whole.shape().groupSize();
        for (int row = 0; row < whole.rowCount(); row++) {
            for (int head = 0; head < group; head++) {
                final long at = totalAt(firstRow + row, whole.kvHead() * group + head);
                MemorySegment.copy(whole.partial(), whole.resultAt(row, head), totals, at, 8);
            }
        }
    }

    private long totalAt(final int row, final int head) {
        return 8L * ((long) row * headCount + head);
    }

    private long partsAt(final int row, final int head, final int segment) {
        return SEGMENT_BYTES * (((long) row * headCount + head) * segmentCount + segment);
    }

    /** Adds what all rows, whose totals are there, gave to the pages that they saw. */
    void add(final AttentionShape ofLayer, final CacheView to, final Spans places) {
        shape = ofLayer;
        cache = to;
        spans = places;
        for (span = 0; span < spans.count(); span++) {
            final int end = spans.firstPosition(span) + spans.rowCount(span);
            final int tasks = Math.ceilDiv(end, AttentionShape.SEGMENT) * shape.kvHeadCount();
            team.run(tasks, OPERATIONS * tasks * spans.rowCount(span) * shape.groupSize(), this);
        }
    }

    /** To the pages of one segment, of one head of keys. */
    @Override
    public void run(final int worker, final int index) {
        final int kvHead = index % shape.kvHeadCount();
        final int segment = index / shape.kvHeadCount();
        final int from = segment * AttentionShape.SEGMENT;
        final int end = spans.firstPosition(span) + spans.rowCount(span);
        final int count = Math.min(PAGES, Math.ceilDiv(end - from, AttentionShape.PAGE));
        final float[] masses = desks[worker].masses();
        for (int i = 0; i < count; i++) {
            final int page = spans.page(span, from / AttentionShape.PAGE + i);
            masses[i] = Memory.f32(cache.memory(), cache.massAt(page, kvHead));
        }
        for (int row = Math.max(0, from - spans.firstPosition(span));
                row < spans.rowCount(span);
                row++) {
            for (int i = 0; i < shape.groupSize(); i++) {
                final int head = kvHead * shape.groupSize() + i;
                addOne(spans.firstRow(span) + row, head, segment, desks[worker]);
            }
        }
        for (int i = 0; i < count; i++) {
            final int page = spans.page(span, from / AttentionShape.PAGE + i);
            Memory.f32(cache.memory(), cache.massAt(page, kvHead), masses[i]);
        }
    }

    /** What one query gave. */
    private void addOne(final int row, final int head, final int segment, final Desk desk) {
        final long at = partsAt(row, head, segment);
        final long totalAt = totalAt(row, head);
        final float factor = Functions.exp(Memory.f32(parts, at) - Memory.f32(totals, totalAt));
        final float l = Memory.f32(totals, totalAt + 4);
        final float[] masses = desk.masses();
        final float[] part = desk.part();
        Memory.f32(parts, at + 4, part);
        for (int i = 0; i < PAGES; i++) {
            masses[i] += part[i] * factor / l;
        }
    }
}
