package io.vesalius.model;

import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;

/** OLMo 2 (OLMo Team 2024): norms behind the layers, and over all queries and all keys. */
final class Olmo2 implements Family {
    @Override
    public DecoderSpec describe(final Hyperparameters file) {
        return file.decoder(file.attention(), file.rope(Pairing.HALVES), QueryKeyNorm.ALL)
                .withNorms(DecoderSpec.Norms.BEHIND);
    }
}
