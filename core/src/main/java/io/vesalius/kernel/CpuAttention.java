package io.vesalius.kernel;

import io.vesalius.tensor.HostPool;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.IdentityHashMap;

/**
 * Attention on the processor. A worker takes one kv head and a block of a sequence's rows, and goes
 * through the segments of positions from left to right, so that each loaded key and value serves
 * all the rows and the heads of the group; nothing of size context x context ever exists. Where
 * that would leave workers without a piece, {@link AttentionSegments} has the segments divided too.
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
    private final AttentionCall call = new AttentionCall();
    private final AttentionSegments segments;
    private final IdentityHashMap<AttentionShape, AttentionShape> sinksAlone =
            new IdentityHashMap<>();
    private AttentionShape sinkShape;
    private MemorySegment scratch = MemorySegment.NULL;

    CpuAttention(final Verbs verbs, final WorkerTeam team, final HostPool memory) {
        this.verbs = verbs;
        this.team = team;
        this.memory = memory;
        masses = new PageMasses(team, memory);
        segments = new AttentionSegments(verbs, team, memory, call);
        desks = new Desk[team.size()];
        Arrays.setAll(desks, worker -> new Desk(verbs));
    }

    void attend(
            final AttentionShape shape,
            final CacheView cache,
            final Spans spans,
            final Rows queries,
            final Rows sinkQueries,
            final Rows out) {
        call.begin(shape, cache, spans, queries, sinkQueries, out);
        sinkShape = sinksAlone.computeIfAbsent(shape, AttentionShape::sinksAlone);
        if (segments.pays()) {
            segments.attend();
            return;
        }
        if (cache.countsMasses()) {
            masses.begin(shape, spans);
        }
        makeRoom();
        team.run(call.blockCount() * shape.kvHeadCount(), call.operations(), this);
        if (cache.countsMasses()) {
            masses.add(shape, cache, spans);
        }
    }

    /** Two results for each worker. */
    private void makeRoom() {
        final long bytes = 2 * halfBytes() * team.size();
        if (scratch.byteSize() < bytes) {
            scratch = memory.allocate(bytes, "scratch memory");
        }
    }

    /** Of a worker's scratch memory. */
    private long halfBytes() {
        return call.resultBytes(Blocks.ROWS);
    }

    @Override
    public void run(final int worker, final int index) {
        final AttentionShape shape = call.shape();
        final Desk desk = desks[worker];
        final int block = index / shape.kvHeadCount();
        final long at = 2L * worker * halfBytes();
        final AttentionTask whole =
                call.piece(desk.whole, block, index % shape.kvHeadCount(), scratch, at);
        final int row = call.firstRow(block);
        if (sparse(whole)) {
            for (int i = 0; i < whole.rowCount(); i++) {
                final AttentionTask one = desk.choice.narrow(whole, i);
                goOn(desk, one, row + i, begin(desk, one, row + i));
                finish(one, row + i);
            }
            return;
        }
        final int begun = shape.sinks() > 0 ? beginWithSinks(desk, block) : begin(desk, whole, row);
        goOn(desk, whole, row, begun);
        finish(whole, row);
    }

    /** Whether some row has more pages than it sees. */
    private static boolean sparse(final AttentionTask task) {
        final int most = task.shape().bestPages();
        final int last = task.firstPosition() + task.rowCount() - 1;
        return most > 0 && last / task.cache().keys().pageTokens() >= most;
    }

    /**
     * The first segment.
     *
     * @return where the next one starts
     */
    private int begin(final Desk desk, final AttentionTask whole, final int firstRow) {
        final int start = whole.shape().firstSegment(whole.firstPosition());
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
        final AttentionShape shape = whole.shape();
        final int to = Math.min(shape.sinks(), whole.firstPosition() + whole.rowCount());
        final Rows queries = call.sinkQueries();
        verbs.attend(
                desk.over(whole, 0, to, whole.partialAt())
                        .layer(sinkShape, whole.cache())
                        .pages(whole.pages(), call.spans().firstLeadingPage(call.span(block)))
                        .rows(
                                queries.data(),
                                queries.at(call.firstRow(block)),
                                whole.rowCount(),
                                whole.firstPosition()));
        return shape.firstSegment(whole.firstPosition());
    }

    /** The other segments, each merged into what there is. */
    private void goOn(
            final Desk desk, final AttentionTask whole, final int firstRow, final int start) {
        final long nextAt = whole.partialAt() + halfBytes();
        final int end = whole.firstPosition() + whole.rowCount();
        for (int from = start; from < end; from += AttentionShape.SEGMENT) {
            final int to = Math.min(from + AttentionShape.SEGMENT, end);
            final AttentionTask next = desk.over(whole, from, to, nextAt);
            attend(next, firstRow);
            call.merge(verbs, whole, next);
        }
    }

    private void finish(final AttentionTask whole, final int firstRow) {
        call.finish(verbs, whole, firstRow);
        if (whole.cache().countsMasses()) {
            masses.total(whole, firstRow);
        }
    }
}
