package io.vesalius.model;

import io.vesalius.kernel.Activation;
import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;
import io.vesalius.model.layer.RopeSpec;

import java.util.Optional;

/**
 * Gemma 2 (Gemma Team 2024): local and global layers in turn, soft-caps on scores and logits, norms
 * around each layer.
 */
final class Gemma2 implements Family {
    /** The 27B model divides its queries by the root of hidden size / heads. */
    private static final int LAYERS_OF_27B = 46;

    private static final int GLOBAL_EVERY = 2;
    private static final int WINDOW = 4096;

    @Override
    public DecoderSpec describe(final Hyperparameters file) {
        final Keys keys = file.keys();
        final AttentionShape global =
                scaled(file, LAYERS_OF_27B).withSoftCap(keys.number("attn_logit_softcapping", 50));
        final Windows windows = file.windows(WINDOW, GLOBAL_EVERY);
        final RopeSpec rope = file.rope(Pairing.HALVES);
        return file.decoder(
                        layer ->
                                new AttentionSpec(
                                        windows.shape(global, layer),
                                        Optional.of(rope),
                                        QueryKeyNorm.NONE))
                .withActivation(Activation.GELU_TANH)
                .withNorms(DecoderSpec.Norms.AROUND)
                .withScales(
                        Gemma.embeddingScale(file),
                        1,
                        1,
                        keys.number("final_logit_softcapping", 30));
    }

    /** Files seldom name the scale of queries; the 27B models alone have another. */
    static AttentionShape scaled(final Hyperparameters file, final int layersOf27B) {
        final AttentionShape shape = file.attention();
        if (file.layerCount() != layersOf27B || file.keys().has("attention.scale")) {
            return shape;
        }
        final float size = (float) file.hiddenSize() / file.headCount();
        return shape.withScale(1f / (float) Math.sqrt(size));
    }
}
