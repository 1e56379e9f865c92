package io.vesalius.model;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;
import io.vesalius.model.layer.RopeSpec;

import java.util.Optional;

/**
 * Granite 3 (IBM 2024): Llama with four scales, named in the file. Its files say with
 * `rope.scaling.finetuned` whether there are positions at all.
 */
final class Granite implements Family {
    @Override
    public DecoderSpec describe(final Hyperparameters file) {
        final Keys keys = file.keys();
        final AttentionShape shape = file.attention();
        final Optional<RopeSpec> rope =
                keys.flag("rope.scaling.finetuned", true)
                        ? Optional.of(file.rope(Pairing.INTERLEAVED))
                        : Optional.empty();
        final Windows windows = file.windows(0, 0);
        return file.decoder(
                        layer ->
                                new AttentionSpec(
                                        windows.shape(shape, layer), rope, QueryKeyNorm.NONE))
                .withScales(
                        keys.factor("embedding_scale"),
                        keys.factor("residual_scale"),
                        1f / keys.factor("logit_scale"),
                        0);
    }
}
