package io.vesalius.kernel;

import java.lang.foreign.MemorySegment;

/**
 * What attention means: an online softmax over tiles of fixed length at absolute positions (Milakov
 * and Gimelshein 2018; FlashAttention, Dao et al. 2022), afresh in each segment of positions, so
 * that one head of one sequence can be split over workers.
 */
final class DefinitionAttention {
    private DefinitionAttention() {}

    static void attend(final AttentionTask task) {
        final float[] scores = new float[AttentionShape.TILE];
        for (int row = 0; row < task.rowCount(); row++) {
            for (int head = 0; head < task.shape().groupSize(); head++) {
                attend(task, row, head, scores);
            }
        }
    }

    private static void attend(
            final AttentionTask task, final int row, final int head, final float[] scores) {
        final int position = task.firstPosition() + row;
        final int firstVisible = task.shape().firstVisible(position);
        final MemorySegment partial = task.partial();
        final long at = task.resultAt(row, head);
        float m = Float.NEGATIVE_INFINITY;
        float l = 0;
        for (int d = 0; d < task.shape().valueDim(); d++) {
            Memory.f32(partial, at + 64 + 4L * d, 0);
        }
        final float[] pages = new float[AttentionShape.SEGMENT / AttentionShape.PAGE];
        for (int tile = task.from(); tile < task.to(); tile += AttentionShape.TILE) {
            final int from = Math.max(tile, firstVisible);
            final int to = Math.min(Math.min(tile + AttentionShape.TILE, task.to()), position + 1);
            if (from >= to) {
                continue;
            }
            float max = m;
            for (int j = from; j < to; j++) {
                scores[j - tile] = score(task, task.queryOf(row, head), j);
                max = Math.max(max, scores[j - tile]);
            }
            final float rescale = Functions.exp(m - max);
            l = Math.fma(l, rescale, exponentials(scores, from - tile, to - tile, max));
            accumulate(task, at + 64, scores, tile, from, to, rescale);
            for (int page = 0; page < pages.length; page++) {
                pages[page] *= rescale;
            }
            for (int page = tile; page < tile + AttentionShape.TILE; page += AttentionShape.PAGE) {
                final int first = Math.max(from, page);
                final int end = Math.min(to, page + AttentionShape.PAGE);
                final int index = (page - task.from()) / AttentionShape.PAGE;
                pages[index] = sum(scores, first - tile, end - tile);
            }
            m = max;
        }
        if (task.cache().countsMasses()) {
            for (int page = 0; page < pages.length; page++) {
                Memory.f32(partial, task.pagesAt(row, head) + 4L * page, pages[page]);
            }
        }
        Memory.f32(partial, at, m);
        Memory.f32(partial, at + 4, l);
    }

    private static float score(final AttentionTask task, final long queryAt, final int position) {
        final AttentionShape shape = task.shape();
        final CacheView cache = task.cache();
        final int slot = position % cache.keys().pageTokens();
        final long headAt = cache.keyHeadAt(task.page(position), task.kvHead());
        float dot = 0;
        for (int d = 0; d < shape.keyDim(); d++) {
            final float key =
                    DefinitionCache.read(cache.memory(), headAt, cache.keys(), slot, d, true);
            dot = Math.fma(Memory.f32(task.query(), queryAt + 4L * d), key, dot);
        }
        final float scaled = dot * shape.scale();
        if (shape.softCap() == 0) {
            return scaled;
        }
        return shape.softCap() * Functions.tanh(scaled / shape.softCap());
    }

    /** Turns scores into exponentials, in place, and sums them in the order of {@link Sums}. */
    private static float exponentials(
            final float[] scores, final int from, final int to, final float max) {
        for (int i = from; i < to; i++) {
            scores[i] = Functions.exp(scores[i] - max);
        }
        return sum(scores, from, to);
    }

    /** Sixteen lanes by position in the tile, folded. */
    private static float sum(final float[] exponentials, final int from, final int to) {
        final float[] lanes = new float[Sums.LANES];
        for (int i = from; i < to; i++) {
            lanes[i % Sums.LANES] += exponentials[i];
        }
        return Sums.fold(lanes);
    }

    private static void accumulate(
            final AttentionTask task,
            final long outAt,
            final float[] weights,
            final int tile,
            final int from,
            final int to,
            final float rescale) {
        final CacheView cache = task.cache();
        for (int d = 0; d < task.shape().valueDim(); d++) {
            float acc = Memory.f32(task.partial(), outAt + 4L * d) * rescale;
            for (int j = from; j < to; j++) {
                final int slot = j % cache.values().pageTokens();
                final long headAt = cache.valueHeadAt(task.page(j), task.kvHead());
                final float value =
                        DefinitionCache.read(
                                cache.memory(), headAt, cache.values(), slot, d, false);
                acc = Math.fma(weights[j - tile], value, acc);
            }
            Memory.f32(task.partial(), outAt + 4L * d, acc);
        }
    }

    /** A part that saw nothing (m = -inf) changes nothing. */
    static void merge(
            final MemorySegment into,
            final long intoAt,
            final MemorySegment next,
            final long nextAt,
            final int valueDim) {
        final float m1 = Memory.f32(into, intoAt);
        final float m2 = Memory.f32(next, nextAt);
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
        final float l1 = Memory.f32(into, intoAt + 4);
        final float l2 = Memory.f32(next, nextAt + 4);
        Memory.f32(into, intoAt, m);
        Memory.f32(into, intoAt + 4, Math.fma(l2, a2, l1 * a1));
        for (int d = 0; d < valueDim; d++) {
            final long offset = 64 + 4L * d;
            final float acc = Memory.f32(into, intoAt + offset) * a1;
            final float other = Memory.f32(next, nextAt + offset);
            Memory.f32(into, intoAt + offset, Math.fma(other, a2, acc));
        }
    }

    static void finish(
            final MemorySegment partial,
            final long partialAt,
            final int valueDim,
            final MemorySegment y,
            final long yAt) {
        final float l = Memory.f32(partial, partialAt + 4);
        for (int d = 0; d < valueDim; d++) {
            Memory.f32(y, yAt + 4L * d, Memory.f32(partial, partialAt + 64 + 4L * d) / l);
        }
    }
}
