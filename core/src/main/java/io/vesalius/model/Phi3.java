package io.vesalius.model;

import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;

/** Phi-3 and 3.5 (Abdin et al. 2024): fused projections, LongRoPE, perhaps a window. */
final class Phi3 implements Family {
    @Override
    public DecoderSpec describe(final Hyperparameters file) {
        return file.decoder(file.attention(), file.rope(Pairing.HALVES), QueryKeyNorm.NONE);
    }
}
