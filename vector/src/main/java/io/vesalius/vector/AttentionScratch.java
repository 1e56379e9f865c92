package io.vesalius.vector;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.AttentionTask;

import java.util.Arrays;

/** A thread's memory for attention: a tile of keys and values in f32, and each query's state. */
final class AttentionScratch {
    private static final int TILE = AttentionShape.TILE;

    /** Queries, `[query][keyDim]`; a query is a row and a head of the group. */
    float[] queries = new float[0];

    /** Keys of a tile, `[64 / lanes][keyDim][lane]`, lanes being positions. */
    float[] keys = new float[0];

    /** Values of a tile, `[64][width]`. */
    float[] values = new float[0];

    /** Scores, then their exponentials, `[query][64]`. */
    float[] scores = new float[0];

    /** Unnormalised outputs, `[query][width]`. */
    float[] outputs = new float[0];

    /** Largest score and sum of exponentials so far, of each query. */
    float[] maximums = new float[0];

    float[] sums = new float[0];

    /** The parts of the sums that the segment's pages have, `[query][16]`; none if not counted. */
    float[] pages = new float[0];

    /** How many of them a query has. */
    int pageCount;

    /** Sixteen partial sums. */
    final float[] lanes = new float[16];

    /** The value's dimensions, rounded up to whole vectors. */
    int width;

    /** Makes room, and sets every query to having seen nothing. */
    void begin(final AttentionTask task) {
        final AttentionShape shape = task.shape();
        final int count = task.rowCount() * shape.groupSize();
        width = Math.ceilDiv(shape.valueDim(), Lanes.COUNT) * Lanes.COUNT;
        queries = Scratch.atLeast(queries, count * shape.keyDim());
        keys = Scratch.atLeast(keys, TILE * shape.keyDim());
        values = Scratch.atLeast(values, TILE * width);
        scores = Scratch.atLeast(scores, count * TILE);
        outputs = Scratch.atLeast(outputs, count * width);
        maximums = Scratch.atLeast(maximums, count);
        sums = Scratch.atLeast(sums, count);
        pageCount = task.cache().countsMasses() ? AttentionShape.SEGMENT / AttentionShape.PAGE : 0;
        pages = Scratch.atLeast(pages, count * pageCount);
        Arrays.fill(pages, 0, count * pageCount, 0);
        Arrays.fill(outputs, 0, count * width, 0);
        Arrays.fill(maximums, 0, count, Float.NEGATIVE_INFINITY);
        Arrays.fill(sums, 0, count, 0);
    }
}
