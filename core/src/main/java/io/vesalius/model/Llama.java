package io.vesalius.model;

import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;

/**
 * Llama 1 to 3 (Touvron et al. 2023), SmolLM, and Mistral (Jiang et al. 2023), whose window the
 * file names. Converters permute queries and keys so that pairs are interleaved.
 */
final class Llama implements Family {
    @Override
    public DecoderSpec describe(final Hyperparameters file) {
        return file.decoder(file.attention(), file.rope(Pairing.INTERLEAVED), QueryKeyNorm.NONE);
    }
}
