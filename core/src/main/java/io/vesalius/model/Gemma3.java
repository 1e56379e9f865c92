package io.vesalius.model;

import io.vesalius.kernel.Activation;
import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;
import io.vesalius.model.layer.RopeSpec;

import java.util.Optional;

/**
 * Gemma 3 (Gemma Team 2025): five local layers for each global one, a RoPE base for each kind
 * (scaled in global layers alone), queries and keys normalised, norms around each layer.
 */
final class Gemma3 implements Family {
    private static final int GLOBAL_EVERY = 6;
    private static final int LAYERS_OF_27B = 62;
    private static final double LOCAL_THETA = 10_000;

    @Override
    public DecoderSpec describe(final Hyperparameters file) {
        final AttentionShape global = Gemma2.scaled(file, LAYERS_OF_27B);
        final Windows windows = file.windows(0, GLOBAL_EVERY);
        final RopeSpec rope = file.rope(Pairing.HALVES);
        final RopeSpec localRope = file.localRope(rope, LOCAL_THETA);
        return file.decoder(
                        layer ->
                                new AttentionSpec(
                                        windows.shape(global, layer),
                                        Optional.of(windows.isLocal(layer) ? localRope : rope),
                                        QueryKeyNorm.HEAD))
                .withActivation(Activation.GELU_TANH)
                .withNorms(DecoderSpec.Norms.AROUND)
                .withScales(
                        Gemma.embeddingScale(file),
                        1,
                        1,
                        file.keys().number("final_logit_softcapping", 0));
    }
}
