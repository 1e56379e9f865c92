package io.vesalius.kernel;

import io.vesalius.tensor.HostPool;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Attention of few rows, divided by segments of positions too, so that more workers than kv heads
 * find work (Dao, Haziza, Massa and Sizov, "Flash-Decoding", 2023). Segments keep their results
 * side by side until all are there, and are then merged from left to right, which gives the same
 * bits as one worker that goes through them.
 */
final class AttentionSegments {
    /** Pieces a worker from which on it isn't worth it. */
    private static final int ENOUGH = 4;

    /** The most that results side by side may take, for each worker. */
    private static final long MOST_BYTES = 2 << 20;

    private final Verbs verbs;
    private final WorkerTeam team;
    private final HostPool memory;
    private final AttentionCall call;
    private final AttentionTask[][] desks;
    private final WorkerTeam.Task attending = this::attend;
    private final WorkerTeam.Task merging = this::merge;
    private MemorySegment partials = MemorySegment.NULL;

    /**
     * The number of each block's first segment, those of all blocks counted on, and of them all.
     */
    private int[] firsts = new int[16];

    private long pieceBytes;

    AttentionSegments(
            final Verbs verbs,
            final WorkerTeam team,
            final HostPool memory,
            final AttentionCall call) {
        this.verbs = verbs;
        this.team = team;
        this.memory = memory;
        this.call = call;
        desks = new AttentionTask[team.size()][];
        Arrays.setAll(desks, i -> new AttentionTask[] {new AttentionTask(), new AttentionTask()});
    }

    /**
     * Counts the call's segments, and says whether it is of a kind and a size to divide by them.
     */
    boolean pays() {
        final AttentionShape shape = call.shape();
        final int pieces = call.blockCount() * shape.kvHeadCount();
        if (pieces >= ENOUGH * team.size()
                || shape.sinks() > 0
                || shape.bestPages() > 0
                || call.cache().countsMasses()) {
            return false;
        }
        count();
        return team.size() > 1
                && segments() > call.blockCount()
                && bytes() <= MOST_BYTES * team.size();
    }

    private void count() {
        if (firsts.length <= call.blockCount()) {
            firsts = new int[2 * call.blockCount()];
        }
        int rows = 0;
        for (int block = 0; block < call.blockCount(); block++) {
            final int positions = call.end(block) - firstSegment(block);
            firsts[block + 1] = firsts[block] + Math.ceilDiv(positions, AttentionShape.SEGMENT);
            rows = Math.max(rows, call.rowCount(block));
        }
        pieceBytes = call.resultBytes(rows);
    }

    private int firstSegment(final int block) {
        return call.shape().firstSegment(call.firstPosition(block));
    }

    /** Of all blocks, for one kv head. */
    private int segments() {
        return firsts[call.blockCount()];
    }

    private long bytes() {
        return pieceBytes * segments() * call.shape().kvHeadCount();
    }

    void attend() {
        if (partials.byteSize() < bytes()) {
            // What was there isn't given back, so that twice as much is asked for.
            partials =
                    memory.allocate(Math.max(bytes(), 2 * partials.byteSize()), "scratch memory");
        }
        final int kvHeads = call.shape().kvHeadCount();
        team.run(segments() * kvHeads, call.operations(), attending);
        final long merges = (long) segments() * call.shape().headCount();
        team.run(call.blockCount() * kvHeads, merges * call.shape().valueDim(), merging);
    }

    private void attend(final int worker, final int index) {
        final int kvHead = index % call.shape().kvHeadCount();
        final int number = index / call.shape().kvHeadCount();
        int block = 0;
        while (number >= firsts[block + 1]) {
            block++;
        }
        final int segment = number - firsts[block];
        final int from = firstSegment(block) + segment * AttentionShape.SEGMENT;
        final int to = Math.min(from + AttentionShape.SEGMENT, call.end(block));
        verbs.attend(results(desks[worker][0], block, kvHead, segment).positions(from, to));
    }

    private void merge(final int worker, final int index) {
        final int kvHeads = call.shape().kvHeadCount();
        final int block = index / kvHeads;
        final AttentionTask whole = results(desks[worker][0], block, index % kvHeads, 0);
        for (int segment = 1; segment < firsts[block + 1] - firsts[block]; segment++) {
            final AttentionTask next = results(desks[worker][1], block, index % kvHeads, segment);
            call.merge(verbs, whole, next);
        }
        call.finish(verbs, whole, call.firstRow(block));
    }

    /** A piece whose results are a segment's. */
    private AttentionTask results(
            final AttentionTask task, final int block, final int kvHead, final int segment) {
        final long number = (firsts[block] + segment) * (long) call.shape().kvHeadCount() + kvHead;
        return call.piece(task, block, kvHead, partials, pieceBytes * number);
    }
}
