package io.vesalius.model;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;
import io.vesalius.model.layer.RopeSpec;

import java.util.Optional;

/** SmolLM 3: Llama, but every fourth layer has no positions (NoPE, Yang et al. 2025). */
final class SmolLm3 implements Family {
    private static final int NO_ROPE_EVERY = 4;

    @Override
    public DecoderSpec describe(final Hyperparameters file) {
        final AttentionShape shape = file.attention();
        final RopeSpec rope = file.rope(Pairing.INTERLEAVED);
        final Windows windows = file.windows(0, 0);
        return file.decoder(
                layer ->
                        new AttentionSpec(
                                windows.shape(shape, layer),
                                (layer + 1) % NO_ROPE_EVERY == 0
                                        ? Optional.empty()
                                        : Optional.of(rope),
                                QueryKeyNorm.NONE));
    }
}
