package io.vesalius.model;

import io.vesalius.kernel.Activation;
import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;

/**
 * Gemma 1 (Gemma Team 2024): GeGLU, embeddings times the root of their size. Its norms multiply
 * with 1 + w; converters store the sum.
 */
final class Gemma implements Family {
    @Override
    public DecoderSpec describe(final Hyperparameters file) {
        return file.decoder(file.attention(), file.rope(Pairing.HALVES), QueryKeyNorm.NONE)
                .withActivation(Activation.GELU_TANH)
                .withScales(embeddingScale(file), 1, 1, 0);
    }

    /** The root of the embeddings' size, in all three generations. */
    static float embeddingScale(final Hyperparameters file) {
        return (float) Math.sqrt(file.hiddenSize());
    }
}
