package io.vesalius.kernel;

import io.vesalius.tensor.HostPool;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.IdentityHashMap;

/**
 * Attention on the processor. A worker takes one kv head and a block of a sequence's rows, and goes
 * through the segments of positions from left to right, so that each loaded key and value serves
 * all the rows and the heads of the group; nothing of size context x context ever exists. The
 * call's operands are fields, so that a step makes no objects.
 */
@SuppressWarnings("NullAway.Init") // a call sets its operands, then runs its tasks
final class CpuAttention implements WorkerTeam.Task {
    /** A worker's pieces, the present one over the one before. */
    private static final class Desk {
        private final AttentionTask whole = new AttentionTask();
        private final AttentionTask segment = new AttentionTask();
        private final PageChoice choice;

        Desk(final Verbs verbs) {
            choice = new PageChoice(verbs);
        }

        /** The piece over some positions, with results elsewhere. */
        AttentionTask over(
                final AttentionTask all, final int from, final int to, final long partialAt) {
            return segment.as(all).positions(from, to).results(all.partial(), partialAt);
        }
    }

    private final Verbs verbs;
    private final WorkerTeam team;
    private final HostPool memory;
    private final PageMasses masses;
    private final Desk[] desks;
    private final Blocks blocks = new Blocks();
    private final IdentityHashMap<AttentionShape, AttentionShape> sinksAlone =
            new IdentityHashMap<>();
    private MemorySegment scratch = MemorySegment.NULL;

    // What the call is about.
    private AttentionShape shape;
    private AttentionShape sinkShape;
    private CacheView cache;
    private Spans spans;
    private Rows queries;
    private Rows sinkQueries;
    private Rows out;
    private long halfBytes; // of a worker's scratch memory

    CpuAttention(final Verbs verbs, final WorkerTeam team, final HostPool memory) {
        this.verbs = verbs;
        this.team = team;
        this.memory = memory;
        masses = new PageMasses(team, memory);
        desks = new Desk[team.size()];
        Arrays.setAll(desks, worker -> new Desk(verbs));
    }

    void attend(
            final AttentionShape ofLayer,
            final CacheView keysAndValues,
            final Spans places,
            final Rows from,
            final Rows fromForSinks,
            final Rows to) {
        shape = ofLayer;
        sinkShape = sinksAlone.computeIfAbsent(shape, AttentionShape::sinksAlone);
        cache = keysAndValues;
        spans = places;
        queries = from;
        sinkQueries = fromForSinks;
        out = to;
        blocks.cut(spans);
        if (cache.countsMasses()) {
            masses.begin(shape, spans);
        }
        makeRoom();
        team.run(blocks.count() * shape.kvHeadCount(), operations(shape, spans), this);
        if (cache.countsMasses()) {
            masses.add(shape, cache, spans);
        }
    }

    private void makeRoom() {
        halfBytes =
                (long) Blocks.ROWS * shape.groupSize() * AttentionTask.resultBytes(shape, cache);
        if (scratch.byteSize() < 2 * halfBytes * team.size()) {
            scratch = memory.allocate(2 * halfBytes * team.size(), "scratch memory");
        }
    }

    @Override
    public void run(final int worker, final int index) {
        final Desk desk = desks[worker];
        final int block = index / shape.kvHeadCount();
        final long at = 2L * worker * halfBytes;
        final AttentionTask whole = whole(desk, block, index % shape.kvHeadCount(), at);
        final int row = firstRow(block);
        if (sparse(whole)) {
            for (int i = 0; i < whole.rowCount(); i++) {
                final AttentionTask one = desk.choice.narrow(whole, i);
                goOn(desk, one, row + i, begin(desk, one, row + i), at + halfBytes);
                finish(one, row + i);
            }
            return;
        }
        final int begun = shape.sinks() > 0 ? beginWithSinks(desk, block) : begin(desk, whole, row);
        goOn(desk, whole, row, begun, at + halfBytes);
        finish(whole, row);
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

    private int firstRow(final int block) {
        return spans.firstRow(blocks.span(block)) + blocks.row(block);
    }

    private AttentionTask whole(
            final Desk desk, final int block, final int kvHead, final long partialAt) {
        final int span = blocks.span(block);
        final int row = blocks.row(block);
        return desk.whole
                .layer(shape, cache)
                .pages(spans.pages(), spans.firstPage(span))
                .head(kvHead)
                .rows(
                        queries.data(),
                        queries.at(firstRow(block)),
                        Math.min(Blocks.ROWS, spans.rowCount(span) - row),
                        spans.firstPosition(span) + row)
                .positions(0, 0)
                .results(scratch, partialAt);
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
    private int begin(final Desk desk, final AttentionTask whole, final int firstRow) {
        final int start = firstSegment(whole);
        final int to =
                Math.min(start + AttentionShape.SEGMENT, whole.firstPosition() + whole.rowCount());
        attend(desk.over(whole, start, to, whole.partialAt()), firstRow);
        return to;
    }

    private void attend(final AttentionTask segment, final int firstRow) {
        verbs.attend(segment);
        if (segment.cache().countsMasses()) {
            masses.keep(segment, firstRow);
        }
    }

    /** The same where the sinks are the first piece, with the queries as they stand to these. */
    private int beginWithSinks(final Desk desk, final int block) {
        final AttentionTask whole = desk.whole;
        final int to = Math.min(shape.sinks(), whole.firstPosition() + whole.rowCount());
        verbs.attend(
                desk.over(whole, 0, to, whole.partialAt())
                        .layer(sinkShape, cache)
                        .pages(whole.pages(), spans.firstLeadingPage(blocks.span(block)))
                        .rows(
                                sinkQueries.data(),
                                sinkQueries.at(firstRow(block)),
                                whole.rowCount(),
                                whole.firstPosition()));
        return firstSegment(whole);
    }

    /** The other segments, each merged into what there is. */
    private void goOn(
            final Desk desk,
            final AttentionTask whole,
            final int firstRow,
            final int start,
            final long nextAt) {
        final int end = whole.firstPosition() + whole.rowCount();
        for (int from = start; from < end; from += AttentionShape.SEGMENT) {
            final int to = Math.min(from + AttentionShape.SEGMENT, end);
            final AttentionTask next = desk.over(whole, from, to, nextAt);
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

    private void finish(final AttentionTask whole, final int firstRow) {
        for (int row = 0; row < whole.rowCount(); row++) {
            for (int head = 0; head < shape.groupSize(); head++) {
                final int index = whole.kvHead() * shape.groupSize() + head;
                final long outAt = out.at(firstRow + row) + 4L * index * shape.valueDim();
                verbs.finish(
                        scratch, whole.resultAt(row, head), shape.valueDim(), out.data(), outAt);
                if (cache.countsMasses()) {
                    masses.total(firstRow + row, index, scratch, whole.resultAt(row, head));
                }
            }
        }
    }
}
