package io.vesalius.train;

import java.util.Arrays;

/**
 * A block of one sequence, `x += attention(norm(x)); x += mlp(norm(x))`, and its gradients; see
 * {@link Transformer}.
 */
final class BlockLayer {
    private final Weights weights;
    private final Layout.Layer slots;
    private final Products products;
    private final RopeLayer rope;
    private final BlockScratch scratch;
    private final AttentionLayer attention;
    private final NormLayer attentionNorm;
    private final NormLayer mlpNorm;
    private final GateLayer gating;
    private final float[] attentionInput; // [rows, hiddenSize]
    private final float[] query; // [rows, hiddenSize]
    private final float[] key; // [rows, kvSize]
    private final float[] value; // [rows, kvSize]
    private final float[] attended; // [rows, hiddenSize]
    private final float[] mlpInput; // [rows, hiddenSize]
    private final float[] gate; // [rows, feedForwardSize]
    private final float[] up; // [rows, feedForwardSize]
    private final float[] gated; // [rows, feedForwardSize]

    BlockLayer(
            final Weights weights,
            final int layer,
            final Products products,
            final RopeLayer rope,
            final BlockScratch scratch,
            final int rows) {
        this.weights = weights;
        slots = weights.layout().layer(layer);
        this.products = products;
        this.rope = rope;
        this.scratch = scratch;
        final LlamaShape shape = weights.shape();
        final int hidden = rows * shape.hiddenSize();
        final int wide = Math.multiplyExact(rows, shape.feedForwardSize());
        attention = new AttentionLayer(shape, products, rows);
        attentionNorm = new NormLayer(rows, shape.hiddenSize(), shape.normEpsilon());
        mlpNorm = new NormLayer(rows, shape.hiddenSize(), shape.normEpsilon());
        gating = new GateLayer(products.verbs(), wide);
        attentionInput = new float[hidden];
        query = new float[hidden];
        key = new float[rows * shape.kvSize()];
        value = new float[rows * shape.kvSize()];
        attended = new float[hidden];
        mlpInput = new float[hidden];
        gate = new float[wide];
        up = new float[wide];
        gated = new float[wide];
    }

    /** Adds the block's part to `x`, `[rows, hiddenSize]`. */
    void forward(final float[] x, final int rows) {
        final LlamaShape shape = weights.shape();
        final float[] values = weights.values();
        attentionNorm.forward(x, rows, values, slots.attentionNorm(), attentionInput);
        project(slots.query(), attentionInput, rows, query);
        project(slots.key(), attentionInput, rows, key);
        project(slots.value(), attentionInput, rows, value);
        rope.forward(query, rows, shape.headCount());
        rope.forward(key, rows, shape.kvHeadCount());
        Arrays.fill(attended, 0, rows * shape.hiddenSize(), 0);
        attention.forward(query, key, value, rows, attended);
        weights.matrix(slots.attentionOutput()).forward(products, attended, rows, x);

        mlpNorm.forward(x, rows, values, slots.mlpNorm(), mlpInput);
        project(slots.gate(), mlpInput, rows, gate);
        project(slots.up(), mlpInput, rows, up);
        gating.forward(gate, up, rows * shape.feedForwardSize(), gated);
        weights.matrix(slots.down()).forward(products, gated, rows, x);
    }

    /** `y = x W^T`. */
    private void project(final Slot slot, final float[] x, final int rows, final float[] y) {
        Arrays.fill(y, 0, rows * slot.rows(), 0);
        weights.matrix(slot).forward(products, x, rows, y);
    }

    /**
     * Turns the gradient of the block's output into that of its input.
     *
     * @param dx `[rows, hiddenSize]`
     * @param gradients of all parameters, which are added to
     */
    void backward(final float[] dx, final int rows, final float[] gradients) {
        mlp(dx, rows, gradients);
        attention(dx, rows, gradients);
    }

    private void mlp(final float[] dx, final int rows, final float[] gradients) {
        final int wide = rows * weights.shape().feedForwardSize();
        final float[] dGated = scratch.wide;
        back(slots.down(), dx, gated, rows, zeroed(dGated, wide), gradients);
        gating.backward(dGated, gate, up, wide);
        final float[] dInput = zeroed(scratch.hidden, rows * weights.shape().hiddenSize());
        back(slots.gate(), gate, mlpInput, rows, dInput, gradients);
        back(slots.up(), up, mlpInput, rows, dInput, gradients);
        mlpNorm.backward(dInput, rows, weights.values(), slots.mlpNorm(), dx, gradients);
    }

    private void attention(final float[] dx, final int rows, final float[] gradients) {
        final LlamaShape shape = weights.shape();
        final int hidden = rows * shape.hiddenSize();
        final int kv = rows * shape.kvSize();
        final float[] dInput = zeroed(scratch.hidden, hidden);
        back(slots.attentionOutput(), dx, attended, rows, dInput, gradients);
        final AttentionLayer.Inputs d =
                new AttentionLayer.Inputs(
                        zeroed(scratch.query, hidden),
                        zeroed(scratch.key, kv),
                        zeroed(scratch.value, kv));
        attention.backward(new AttentionLayer.Inputs(query, key, value), dInput, rows, d);
        rope.backward(d.q(), rows, shape.headCount());
        rope.backward(d.k(), rows, shape.kvHeadCount());
        zeroed(dInput, hidden);
        back(slots.query(), d.q(), attentionInput, rows, dInput, gradients);
        back(slots.key(), d.k(), attentionInput, rows, dInput, gradients);
        back(slots.value(), d.v(), attentionInput, rows, dInput, gradients);
        attentionNorm.backward(
                dInput, rows, weights.values(), slots.attentionNorm(), dx, gradients);
    }

    /** Adds a matrix's gradient and its input's. */
    private void back(
            final Slot slot,
            final float[] dy,
            final float[] x,
            final int rows,
            final float[] dx,
            final float[] gradients) {
        final PackedMatrix matrix = weights.matrix(slot);
        matrix.gradient(products, dy, x, rows, gradients);
        matrix.backward(products, dy, rows, dx);
    }

    private static float[] zeroed(final float[] x, final int count) {
        Arrays.fill(x, 0, count, 0);
        return x;
    }
}
