package io.vesalius.testing;

import io.vesalius.format.GgufWriter;
import io.vesalius.tensor.DType;

import java.util.SplittableRandom;

/**
 * The keys and random tensors of a decoder with four query heads.
 *
 * @param headNorms whether queries and keys are normalised
 * @param tied whether the embedding is the output too
 * @param window of the local layers, which then have norms behind them too; 0 for none
 */
record SmallDecoder(
        String architecture,
        int layerCount,
        int hiddenSize,
        int kvHeadCount,
        int headDim,
        boolean headNorms,
        boolean tied,
        int window) {
    private static final int HEAD_COUNT = 4;

    void describe(final GgufWriter writer, final int contextLength) {
        final String prefix = architecture + ".";
        writer.put("general.architecture", architecture)
                .put("general.name", "small random " + architecture)
                .put(prefix + "block_count", layerCount)
                .put(prefix + "context_length", contextLength)
                .put(prefix + "embedding_length", hiddenSize)
                .put(prefix + "feed_forward_length", feedForwardSize())
                .put(prefix + "attention.head_count", HEAD_COUNT)
                .put(prefix + "attention.head_count_kv", kvHeadCount)
                .put(prefix + "attention.key_length", headDim)
                .put(prefix + "attention.value_length", headDim)
                .put(prefix + "attention.layer_norm_rms_epsilon", 1e-6f)
                .put(prefix + "rope.dimension_count", headDim)
                .put(prefix + "rope.freq_base", 10_000f);
        if (window > 0) {
            writer.put(prefix + "attention.sliding_window", window);
        }
    }

    void tensors(final GgufWriter writer, final int vocabSize, final DType type, final long seed) {
        final Weights weights = new Weights(writer, type, new SplittableRandom(seed));
        weights.matrix("token_embd", vocabSize, hiddenSize);
        weights.norm("output_norm", hiddenSize);
        if (!tied) {
            weights.matrix("output", vocabSize, hiddenSize);
        }
        for (int layer = 0; layer < layerCount; layer++) {
            block(weights, "blk." + layer + ".");
        }
    }

    private void block(final Weights weights, final String blk) {
        weights.norm(blk + "attn_norm", hiddenSize);
        weights.matrix(blk + "attn_q", HEAD_COUNT * headDim, hiddenSize);
        weights.matrix(blk + "attn_k", kvHeadCount * headDim, hiddenSize);
        weights.matrix(blk + "attn_v", kvHeadCount * headDim, hiddenSize);
        weights.matrix(blk + "attn_output", hiddenSize, HEAD_COUNT * headDim);
        if (headNorms) {
            weights.norm(blk + "attn_q_norm", headDim);
            weights.norm(blk + "attn_k_norm", headDim);
        }
        weights.norm(blk + "ffn_norm", hiddenSize);
        weights.matrix(blk + "ffn_gate", feedForwardSize(), hiddenSize);
        weights.matrix(blk + "ffn_up", feedForwardSize(), hiddenSize);
        weights.matrix(blk + "ffn_down", hiddenSize, feedForwardSize());
        if (window > 0) {
            weights.norm(blk + "post_attention_norm", hiddenSize);
            weights.norm(blk + "post_ffw_norm", hiddenSize);
        }
    }

    private int feedForwardSize() {
        return 2 * hiddenSize;
    }

    /** Random tensors, one after another from one stream of numbers. */
    private record Weights(GgufWriter writer, DType type, SplittableRandom random) {
        /** `[outputs, inputs]`, so that outputs are about as large as inputs. */
        void matrix(final String name, final int outputs, final int inputs) {
            final float[] values = new float[outputs * inputs];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (1.5 * random.nextGaussian() / Math.sqrt(inputs));
            }
            writer.tensor(name + ".weight", type, new long[] {inputs, outputs}, values);
        }

        void norm(final String name, final int width) {
            final float[] values = new float[width];
            for (int i = 0; i < width; i++) {
                values[i] = 0.5f + (float) random.nextDouble();
            }
            writer.tensor(name + ".weight", new long[] {width}, values);
        }
    }
}
