package io.vesalius.train;

import io.vesalius.kernel.Verbs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Llama's forward pass over one sequence, and the gradients of all its parameters. Keeps what the
 * way back needs. Belongs to one thread; many may share the weights.
 */
final class Transformer {
    private final Weights weights;
    private final Products products;
    private final RopeLayer rope;
    private final NormLayer outputNorm;
    private final List<BlockLayer> blocks = new ArrayList<>();
    private final float[] hidden; // [rows, hiddenSize]
    private final float[] last; // the same, normed
    private final float[] gradient; // of hidden
    private final float[] logits; // [rows, vocabSize]

    /**
     * @param rows of the longest sequence
     */
    Transformer(final Weights weights, final Verbs verbs, final int rows) {
        this.weights = weights;
        final LlamaShape shape = weights.shape();
        products = new Products(verbs);
        rope = new RopeLayer(rows, shape.headDim(), shape.ropeTheta());
        outputNorm = new NormLayer(rows, shape.hiddenSize(), shape.normEpsilon());
        final BlockScratch scratch = new BlockScratch(shape, rows);
        for (int layer = 0; layer < shape.layerCount(); layer++) {
            blocks.add(new BlockLayer(weights, layer, products, rope, scratch, rows));
        }
        hidden = new float[rows * shape.hiddenSize()];
        last = new float[hidden.length];
        gradient = new float[hidden.length];
        logits = new float[Math.multiplyExact(rows, shape.vocabSize())];
    }

    /**
     * What is predicted after each token.
     *
     * @param ids holds the sequence
     * @param at where it begins
     * @param rows its length
     * @return logits, `[rows, vocabSize]`, which belong to this until the next call
     */
    float[] forward(final int[] ids, final int at, final int rows) {
        final LlamaShape shape = weights.shape();
        final int width = shape.hiddenSize();
        final int embedding = weights.layout().embedding().at();
        for (int row = 0; row < rows; row++) {
            final int from = embedding + ids[at + row] * width;
            System.arraycopy(weights.values(), from, hidden, row * width, width);
        }
        for (final BlockLayer block : blocks) {
            block.forward(hidden, rows);
        }
        outputNorm.forward(hidden, rows, weights.values(), weights.layout().outputNorm(), last);
        Arrays.fill(logits, 0, rows * shape.vocabSize(), 0);
        output().forward(products, last, rows, logits);
        return logits;
    }

    private PackedMatrix output() {
        return weights.matrix(weights.layout().output());
    }

    /**
     * Adds the gradients of all parameters, for the sequence that just went forward.
     *
     * @param slopes of the logits
     * @param gradients laid out like the parameters
     */
    void backward(
            final float[] slopes,
            final int[] ids,
            final int at,
            final int rows,
            final float[] gradients) {
        final Layout layout = weights.layout();
        final int width = weights.shape().hiddenSize();
        output().gradient(products, slopes, last, rows, gradients);
        Arrays.fill(last, 0, rows * width, 0);
        output().backward(products, slopes, rows, last);
        Arrays.fill(gradient, 0, rows * width, 0);
        outputNorm.backward(last, rows, weights.values(), layout.outputNorm(), gradient, gradients);
        for (final BlockLayer block : blocks.reversed()) {
            block.backward(gradient, rows, gradients);
        }
        for (int row = 0; row < rows; row++) {
            final int to = layout.embedding().at() + ids[at + row] * width;
            for (int i = 0; i < width; i++) {
                gradients[to + i] += gradient[row * width + i];
            }
        }
    }
}
