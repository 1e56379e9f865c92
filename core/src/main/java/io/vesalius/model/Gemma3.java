package io.vesalius.model;

import io.vesalius.kernel.Activation;
import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;
import io.vesalius.model.layer.RopeScaling;
import io.vesalius.model.layer.RopeSpec;

import java.util.Optional;

/**
 * Gemma 3 (Gemma Team 2025): five local layers for each global one, a RoPE base for each kind
 * (scaled in global layers alone), queries and keys normalised, norms around each layer.
 */
final class Gemma3 implements Family {
    private static final int GLOBAL_EVERY = 6;
    private static final int LAYERS_OF_27B = 62;

    @Override
    public DecoderSpec describe(final Hyperparameters file) {
        final AttentionShape global = Gemma2.scaled(file, LAYERS_OF_27B);
        final AttentionShape local = global.withWindow(file.window());
        final RopeSpec globalRope = file.rope(Pairing.HALVES);
        final RopeSpec localRope =
                new RopeSpec(
                        globalRope.rotaryDim(),
                        file.positive("rope.freq_base_swa", 10_000),
                        Pairing.HALVES,
                        new RopeScaling.None());
        return file.decoder(
                        layer -> {
                            final boolean isGlobal = (layer + 1) % GLOBAL_EVERY == 0;
                            return new AttentionSpec(
                                    isGlobal ? global : local,
                                    Optional.of(isGlobal ? globalRope : localRope),
                                    QueryKeyNorm.HEAD);
                        })
                .withActivation(Activation.GELU_TANH)
                .withNorms(DecoderSpec.Norms.AROUND)
                .withScales(
                        Gemma.embeddingScale(file),
                        1,
                        1,
                        file.number("final_logit_softcapping", 0));
    }
}
