package io.vesalius.model;

import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;

/** Qwen 2 and 2.5 (Yang et al. 2024): biases on queries, keys and values. */
final class Qwen2 implements Family {
    @Override
    public DecoderSpec describe(final Hyperparameters file) {
        return file.decoder(file.attention(), file.rope(Pairing.HALVES), QueryKeyNorm.NONE);
    }
}
