package io.vesalius.vector;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.AttentionTask;
import io.vesalius.kernel.Functions;
import io.vesalius.kernel.Sums;
import io.vesalius.tensor.HeadLayout;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Attention over one segment: each tile of 64 positions is read from the cache once and serves
 * every row and head of the task. Lanes are positions in the scores, dimensions in the outputs.
 */
final class Attention {
    private static final int L = Lanes.COUNT;
    private static final int TILE = AttentionShape.TILE;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Attention() {}

    static void attend(final AttentionTask task, final AttentionScratch scratch) {
        final AttentionShape shape = task.shape();
        scratch.begin(task);
        loadQueries(task, scratch.queries);
        final int last = task.firstPosition() + task.rowCount() - 1;
        final int firstVisible = shape.firstVisible(task.firstPosition());
        for (int tile = task.from(); tile < task.to(); tile += TILE) {
            final int from = Math.max(tile, firstVisible);
            final int to = Math.min(Math.min(tile + TILE, task.to()), last + 1);
            if (from < to) {
                tile(task, tile, from, to, scratch);
            }
        }
        storeResults(task, scratch);
    }

    private static void loadQueries(final AttentionTask task, final float[] queries) {
        final int length = task.shape().groupSize() * task.shape().keyDim();
        for (int row = 0; row < task.rowCount(); row++) {
            MemorySegment.copy(
                    task.query(), FLOAT, task.queryOf(row, 0), queries, row * length, length);
        }
    }

    /** One tile, of which positions `[from, to)` are seen by some row. */
    private static void tile(
            final AttentionTask task,
            final int tile,
            final int from,
            final int to,
            final AttentionScratch scratch) {
        final AttentionShape shape = task.shape();
        final int group = HeadLayout.GROUP;
        for (int at = from / group * group; at < to; at += group) {
            CacheTile.keys(task, at, scratch.keys, (at - tile) * shape.keyDim());
        }
        for (int at = from; at < to; at++) {
            CacheTile.value(task, at, scratch.values, (at - tile) * scratch.width);
        }
        final int queries = task.rowCount() * shape.groupSize();
        scores(from - tile, to - tile, queries, shape.keyDim(), scratch);
        for (int row = 0; row < task.rowCount(); row++) {
            final int position = task.firstPosition() + row;
            final int first = Math.max(from, shape.firstVisible(position)) - tile;
            final int end = Math.min(to, position + 1) - tile;
            for (int head = 0; head < shape.groupSize() && first < end; head++) {
                final int query = row * shape.groupSize() + head;
                final float rescale = query(shape, query, first, end, scratch);
                accumulate(scratch, query, first, end, rescale);
                if (scratch.pageCount > 0) {
                    final int page = (tile - task.from()) / AttentionShape.PAGE;
                    count(scratch, query, page, first, end, rescale);
                }
            }
        }
    }

    /** Products of all queries and the tile's keys, for at least positions `[from, to)`. */
    private static void scores(
            final int from,
            final int to,
            final int queries,
            final int keyDim,
            final AttentionScratch scratch) {
        Arrays.fill(scratch.scores, 0, queries * TILE, 0);
        final FloatPanel panel =
                new FloatPanel(
                        scratch.keys, keyDim * L, scratch.queries, keyDim, scratch.scores, TILE);
        for (int at = from / (2 * L) * (2 * L); at < to; at += 2 * L) {
            panel.run(at * keyDim, 0, queries, keyDim, at);
        }
    }

    /**
     * The online softmax's step of one query, which sees positions `[from, to)` of the tile.
     *
     * @return what its earlier result is multiplied with
     */
    private static float query(
            final AttentionShape shape,
            final int query,
            final int from,
            final int to,
            final AttentionScratch scratch) {
        final int scoresAt = query * TILE;
        final float before = scratch.maximums[query];
        final float max = Math.max(before, modify(shape, scratch.scores, scoresAt, from, to));
        final float sum = exponentials(scratch, scoresAt, from, to, max);
        final float rescale = Functions.exp(before - max);
        scratch.sums[query] = Math.fma(scratch.sums[query], rescale, sum);
        scratch.maximums[query] = max;
        return rescale;
    }

    /** What earlier pages have of the sum, times the factor, and what the tile's have. */
    private static void count(
            final AttentionScratch scratch,
            final int query,
            final int firstPage,
            final int from,
            final int to,
            final float rescale) {
        final int pagesAt = query * scratch.pageCount;
        for (int i = 0; i < scratch.pageCount; i++) {
            scratch.pages[pagesAt + i] *= rescale;
        }
        for (int page = 0; page < TILE / AttentionShape.PAGE; page++) {
            final int first = page * AttentionShape.PAGE;
            scratch.pages[pagesAt + firstPage + page] =
                    sum(
                            scratch,
                            query * TILE,
                            Math.max(from, first),
                            Math.min(to, first + AttentionShape.PAGE));
        }
    }

    /** Of exponentials, in sixteen lanes. */
    private static float sum(
            final AttentionScratch scratch, final int scoresAt, final int from, final int to) {
        for (int part = 0; part < Sums.LANES; part += L) {
            FloatVector sum = FloatVector.zero(Lanes.FLOAT);
            for (int i = from / Sums.LANES * Sums.LANES + part; i < to; i += Sums.LANES) {
                sum = sum.add(load(scratch.scores, scoresAt + i).blend(0f, unseen(i, from, to)));
            }
            sum.intoArray(scratch.lanes, part);
        }
        return Sums.fold(scratch.lanes);
    }

    /** Scales and caps the scores in place, and returns the largest of those that are seen. */
    private static float modify(
            final AttentionShape shape,
            final float[] scores,
            final int scoresAt,
            final int from,
            final int to) {
        final float cap = shape.softCap();
        FloatVector max = FloatVector.broadcast(Lanes.FLOAT, Float.NEGATIVE_INFINITY);
        for (int i = from / L * L; i < to; i += L) {
            FloatVector score =
                    FloatVector.fromArray(Lanes.FLOAT, scores, scoresAt + i).mul(shape.scale());
            if (cap != 0) {
                score = VectorFunctions.tanh(score.div(cap)).mul(cap);
            }
            score.intoArray(scores, scoresAt + i);
            max = max.max(score.blend(Float.NEGATIVE_INFINITY, unseen(i, from, to)));
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    /** Lanes i, i + 1, ... that lie outside `[from, to)`. */
    private static VectorMask<Float> unseen(final int i, final int from, final int to) {
        return Lanes.INDEX
                .compare(VectorOperators.LT, from - i)
                .or(Lanes.INDEX.compare(VectorOperators.GE, to - i))
                .cast(Lanes.FLOAT);
    }

    /** Turns scores into exponentials in place, and sums them in sixteen lanes. */
    private static float exponentials(
            final AttentionScratch scratch,
            final int scoresAt,
            final int from,
            final int to,
            final float max) {
        final float[] scores = scratch.scores;
        for (int part = 0; part < Sums.LANES; part += L) {
            FloatVector sum = FloatVector.zero(Lanes.FLOAT);
            for (int i = from / Sums.LANES * Sums.LANES + part; i < to; i += Sums.LANES) {
                final FloatVector score = FloatVector.fromArray(Lanes.FLOAT, scores, scoresAt + i);
                final FloatVector weight =
                        VectorFunctions.exp(score.sub(max)).blend(0f, unseen(i, from, to));
                weight.intoArray(scores, scoresAt + i);
                sum = sum.add(weight);
            }
            sum.intoArray(scratch.lanes, part);
        }
        return Sums.fold(scratch.lanes);
    }

    private static void accumulate(
            final AttentionScratch scratch,
            final int query,
            final int from,
            final int to,
            final float rescale) {
        final int weightsAt = query * TILE;
        final int outAt = query * scratch.width;
        int d = 0;
        for (; d + 4 * L <= scratch.width; d += 4 * L) {
            accumulateFour(scratch, weightsAt, outAt + d, d, from, to, rescale);
        }
        for (; d < scratch.width; d += L) {
            FloatVector acc =
                    FloatVector.fromArray(Lanes.FLOAT, scratch.outputs, outAt + d).mul(rescale);
            for (int j = from; j < to; j++) {
                final FloatVector weight =
                        FloatVector.broadcast(Lanes.FLOAT, scratch.scores[weightsAt + j]);
                acc = load(scratch.values, j * scratch.width + d).fma(weight, acc);
            }
            acc.intoArray(scratch.outputs, outAt + d);
        }
    }

    private static FloatVector load(final float[] from, final int at) {
        return FloatVector.fromArray(Lanes.FLOAT, from, at);
    }

    private static void accumulateFour(
            final AttentionScratch scratch,
            final int weightsAt,
            final int outAt,
            final int d,
            final int from,
            final int to,
            final float rescale) {
        final float[] outputs = scratch.outputs;
        final float[] values = scratch.values;
        FloatVector a0 = load(outputs, outAt).mul(rescale);
        FloatVector a1 = load(outputs, outAt + L).mul(rescale);
        FloatVector a2 = load(outputs, outAt + 2 * L).mul(rescale);
        FloatVector a3 = load(outputs, outAt + 3 * L).mul(rescale);
        for (int j = from; j < to; j++) {
            final int at = j * scratch.width + d;
            final FloatVector weight =
                    FloatVector.broadcast(Lanes.FLOAT, scratch.scores[weightsAt + j]);
            a0 = load(values, at).fma(weight, a0);
            a1 = load(values, at + L).fma(weight, a1);
            a2 = load(values, at + 2 * L).fma(weight, a2);
            a3 = load(values, at + 3 * L).fma(weight, a3);
        }
        a0.intoArray(outputs, outAt);
        a1.intoArray(outputs, outAt + L);
        a2.intoArray(outputs, outAt + 2 * L);
        a3.intoArray(outputs, outAt + 3 * L);
    }

    private static void storeResults(final AttentionTask task, final AttentionScratch scratch) {
        final AttentionShape shape = task.shape();
        for (int row = 0; row < task.rowCount(); row++) {
            for (int head = 0; head < shape.groupSize(); head++) {
                final int query = row * shape.groupSize() + head;
                final long at = task.resultAt(row, head);
                task.partial().set(FLOAT, at, scratch.maximums[query]);
                task.partial().set(FLOAT, at + 4, scratch.sums[query]);
                MemorySegment.copy(
                        scratch.outputs,
                        query * scratch.width,
                        task.partial(),
                        FLOAT,
                        at + 64,
                        shape.valueDim());
                MemorySegment.copy(
                        scratch.pages,
                        query * scratch.pageCount,
                        task.partial(),
                        FLOAT,
                        task.pagesAt(row, head),
                        scratch.pageCount);
            }
        }
    }

    /** A part that saw nothing (m = -inf) changes nothing. */
    static void merge(
            final MemorySegment into,
            final long intoAt,
            final MemorySegment next,
            final long nextAt,
            final int valueDim) {
        final float m1 = into.get(FLOAT, intoAt);
        final float m2 = next.get(FLOAT, nextAt);
        if (m2 == Float.NEGATIVE_INFINITY) {
            return;
        }
        if (m1 == Float.NEGATIVE_INFINITY) {
            MemorySegment.copy(next, nextAt, into, intoAt, 64 + 4L * valueDim);
            return;
        }
        final float m = Math.max(m1, m2);
        final float a1 = Functions.exp(m1 - m);
        final float a2 = Functions.exp(m2 - m);
        final float l1 = into.get(FLOAT, intoAt + 4);
        final float l2 = next.get(FLOAT, nextAt + 4);
        into.set(FLOAT, intoAt, m);
        into.set(FLOAT, intoAt + 4, Math.fma(l2, a2, l1 * a1));
        mergeOutputs(into, intoAt + 64, a1, next, nextAt + 64, a2, valueDim);
    }

    private static void mergeOutputs(
            final MemorySegment into,
            final long intoAt,
            final float a1,
            final MemorySegment next,
            final long nextAt,
            final float a2,
            final int n) {
        int d = 0;
        for (; d + L <= n; d += L) {
            final FloatVector acc = Lanes.load(into, intoAt + 4L * d).mul(a1);
            final FloatVector other = Lanes.load(next, nextAt + 4L * d);
            final FloatVector sum = other.fma(FloatVector.broadcast(Lanes.FLOAT, a2), acc);
            Lanes.store(sum, into, intoAt + 4L * d);
        }
        for (; d < n; d++) {
            final float acc = into.get(FLOAT, intoAt + 4L * d) * a1;
            into.set(FLOAT, intoAt + 4L * d, Math.fma(next.get(FLOAT, nextAt + 4L * d), a2, acc));
        }
    }

    static void finish(
            final MemorySegment partial,
            final long partialAt,
            final int valueDim,
            final MemorySegment y,
            final long yAt) {
        final float l = partial.get(FLOAT, partialAt + 4);
        int d = 0;
        for (; d + L <= valueDim; d += L) {
            Lanes.store(Lanes.load(partial, partialAt + 64 + 4L * d).div(l), y, yAt + 4L * d);
        }
        for (; d < valueDim; d++) {
            y.set(FLOAT, yAt + 4L * d, partial.get(FLOAT, partialAt + 64 + 4L * d) / l);
        }
    }
}
