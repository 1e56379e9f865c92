package io.vesalius.train;

import io.vesalius.train.Products.Left;
import io.vesalius.train.Products.Packed;
import io.vesalius.train.Products.Sums;

import java.util.Arrays;

/**
 * Causal attention of grouped heads (Ainslie et al. 2023) over one sequence, and its gradient. It
 * goes by blocks of positions: those that can't see each other are never multiplied.
 */
final class AttentionLayer {
    private static final int BLOCK = 48; // a multiple of the rows that products take at once

    private final Products products;
    private final int heads;
    private final int kvHeads;
    private final int headDim;
    private final float scale;
    private final float[] weights; // [headCount, rows, rows], 0 where a position sees nothing
    private final float[] slopes; // gradients of one head's scores, [rows, rows]
    private final float[] byKey; // one head's, packed with positions as columns
    private final float[] byDim; // one head's, packed with positions as rows

    AttentionLayer(final LlamaShape shape, final Products products, final int rows) {
        this.products = products;
        heads = shape.headCount();
        kvHeads = shape.kvHeadCount();
        headDim = shape.headDim();
        scale = 1 / (float) Math.sqrt(headDim);
        weights = new float[Math.multiplyExact(heads, rows * rows)];
        slopes = new float[rows * rows];
        byKey = new float[Products.packedSize(headDim, rows)];
        byDim = new float[Products.packedSize(rows, headDim)];
    }

    /** One head of `[rows, count, headDim]`, from row `from` on. */
    private Left left(final float[] x, final int count, final int head, final int from) {
        final int step = count * headDim;
        return new Left(x, from * step + head * headDim, step, 1);
    }

    private Sums sums(final float[] x, final int count, final int head, final int from) {
        final int step = count * headDim;
        return new Sums(x, from * step + head * headDim, step, headDim);
    }

    /** One head's vectors as columns, for products with every position. */
    private Packed byKey(final float[] x, final int head, final int rows) {
        Products.pack(left(x, kvHeads, head, 0).transposed(), headDim, rows, byKey);
        return new Packed(byKey, headDim);
    }

    /** One head's vectors as rows, for sums over positions. */
    private Packed byDim(final float[] x, final int count, final int head, final int rows) {
        Products.pack(left(x, count, head, 0), rows, headDim, byDim);
        return new Packed(byDim, rows);
    }

    private int kvHead(final int head) {
        return head / (heads / kvHeads);
    }

    /**
     * Adds attention's output to `y`.
     *
     * @param q `[rows, headCount, headDim]`, rotated
     * @param k `[rows, kvHeadCount, headDim]`, rotated
     * @param v `[rows, kvHeadCount, headDim]`
     * @param y `[rows, headCount, headDim]`
     */
    void forward(
            final float[] q, final float[] k, final float[] v, final int rows, final float[] y) {
        for (int head = 0; head < heads; head++) {
            final int at = head * rows * rows;
            final Packed keys = byKey(k, kvHead(head), rows);
            final Packed values = byDim(v, kvHeads, kvHead(head), rows);
            for (int from = 0; from < rows; from += BLOCK) {
                final int to = Math.min(from + BLOCK, rows);
                scores(left(q, heads, head, from), keys, weights, at, from, to, rows);
                for (int row = from; row < to; row++) {
                    softmax(at + row * rows, row + 1, to);
                }
                final Left block = new Left(weights, at + from * rows, rows, 1);
                products.multiply(block, to - from, to, values, sums(y, heads, head, from));
            }
        }
    }

    /** Products of the rows of a block with all columns up to its end. */
    private void scores(
            final Left block,
            final Packed columns,
            final float[] to,
            final int at,
            final int from,
            final int end,
            final int rows) {
        for (int row = from; row < end; row++) {
            Arrays.fill(to, at + row * rows, at + row * rows + end, 0);
        }
        products.multiply(
                block, end - from, headDim, columns, new Sums(to, at + from * rows, rows, end));
    }

    /** Makes weights of the first `seen` scores; those behind, up to `end`, become 0. */
    private void softmax(final int at, final int seen, final int end) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = at; i < at + seen; i++) {
            max = Math.max(max, weights[i]);
        }
        for (int i = at; i < at + seen; i++) {
            weights[i] = (weights[i] - max) * scale;
        }
        products.verbs().exp(weights, at, seen);
        final float factor = 1 / Sum.of(weights, at, seen);
        for (int i = at; i < at + seen; i++) {
            weights[i] *= factor;
        }
        Arrays.fill(weights, at + seen, at + end, 0);
    }

    /**
     * Gradients of the last forward pass: adds to those of its inputs.
     *
     * @param in its queries, keys and values
     * @param dy of its output
     * @param out of queries, keys and values
     */
    void backward(final Inputs in, final float[] dy, final int rows, final Inputs out) {
        for (int head = 0; head < heads; head++) {
            final int at = head * rows * rows;
            final int kvHead = kvHead(head);
            final Packed values = byKey(in.v(), kvHead, rows);
            final Packed keys = byDim(in.k(), kvHeads, kvHead, rows);
            for (int from = 0; from < rows; from += BLOCK) {
                final int to = Math.min(from + BLOCK, rows);
                scores(left(dy, heads, head, from), values, slopes, 0, from, to, rows);
                for (int row = from; row < to; row++) {
                    softmaxGradient(at + row * rows, row * rows, row + 1, to);
                }
                final Left block = new Left(slopes, from * rows, rows, 1);
                products.multiply(block, to - from, to, keys, sums(out.q(), heads, head, from));
            }
            toPositions(slopes, 0, byDim(in.q(), heads, head, rows), rows, out.k(), kvHead);
            toPositions(weights, at, byDim(dy, heads, head, rows), rows, out.v(), kvHead);
        }
    }

    /** Queries, keys and values, `[rows, heads, headDim]` each, or their gradients. */
    record Inputs(float[] q, float[] k, float[] v) {}

    /** Scores' gradients out of the weights' own, whose mean under the weights is taken off. */
    private void softmaxGradient(final int at, final int slopeAt, final int seen, final int end) {
        final float mean = Sum.dot(weights, at, slopes, slopeAt, seen);
        for (int i = 0; i < seen; i++) {
            slopes[slopeAt + i] = weights[at + i] * (slopes[slopeAt + i] - mean) * scale;
        }
        Arrays.fill(slopes, slopeAt + seen, slopeAt + end, 0);
    }

    /** Adds, to each position, the sum over those that see it. */
    private void toPositions(
            final float[] matrix,
            final int at,
            final Packed seers,
            final int rows,
            final float[] to,
            final int kvHead) {
        for (int from = 0; from < rows; from += BLOCK) {
            final int end = Math.min(from + BLOCK, rows);
            final Left turned = new Left(matrix, at + from * rows + from, 1, rows);
            products.multiply(
                    turned,
                    end - from,
                    rows - from,
                    new Packed(seers.values(), rows, from),
                    sums(to, kvHeads, kvHead, from));
        }
    }
}
