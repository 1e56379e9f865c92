package io.vesalius.model;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;

/** Granite 3 (IBM 2024): Llama with four scales, named in the file. */
final class Granite implements Family {
    @Override
    public DecoderSpec describe(final Hyperparameters file) {
        final AttentionShape plain = file.attention();
        final AttentionShape shape =
                plain.withScale((float) file.positive("attention.scale", plain.scale()));
        return file.decoder(shape, file.rope(Pairing.INTERLEAVED), QueryKeyNorm.NONE)
                .withScales(
                        file.number("embedding_scale", 1),
                        file.number("residual_scale", 1),
                        1f / (float) file.positive("logit_scale", 1),
                        0);
    }
}
