package io.vesalius.model;

import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;

/** Qwen 3 (Yang et al. 2025): queries and keys normalised head by head. */
final class Qwen3 implements Family {
    @Override
    public DecoderSpec describe(final Hyperparameters file) {
        return file.decoder(file.attention(), file.rope(Pairing.HALVES), QueryKeyNorm.HEAD);
    }
}
