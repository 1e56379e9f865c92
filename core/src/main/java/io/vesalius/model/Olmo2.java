package io.vesalius.model;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;
import io.vesalius.model.layer.RopeSpec;

import java.util.Optional;

/**
 * OLMo 2 (OLMo Team 2024): norms behind the layers, and over all queries and all keys. OLMo 3's
 * files have this name too, and a window: three local layers, whose RoPE is not stretched, for each
 * global one.
 */
final class Olmo2 implements Family {
    private static final int GLOBAL_EVERY = 4;

    @Override
    public DecoderSpec describe(final Hyperparameters file) {
        final AttentionShape global = file.attention();
        final Windows windows = file.windows(0, GLOBAL_EVERY);
        final RopeSpec rope = file.rope(Pairing.HALVES);
        final RopeSpec localRope = file.localRope(rope, rope.theta());
        return file.decoder(
                        layer ->
                                new AttentionSpec(
                                        windows.shape(global, layer),
                                        Optional.of(windows.isLocal(layer) ? localRope : rope),
                                        QueryKeyNorm.ALL))
                .withNorms(DecoderSpec.Norms.BEHIND);
    }
}
