package io.vesalius.model;

import io.vesalius.base.BadRequestException;
import io.vesalius.kernel.Activation;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.layer.AttentionSpec;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A decoder as its family describes it: numbers and choices, no weights.
 *
 * @param norms where a block's norms stand
 * @param embeddingScale factor of the embeddings
 * @param residualScale factor of each layer's output before it is added
 * @param logitScale factor of the logits
 * @param logitSoftCap logits become `cap * tanh(logit / cap)`; 0 for none
 * @param layers each layer's attention
 */
public record DecoderSpec(
        int hiddenSize,
        int feedForwardSize,
        int contextLength,
        float normEpsilon,
        Activation activation,
        Norms norms,
        float embeddingScale,
        float residualScale,
        float logitScale,
        float logitSoftCap,
        List<AttentionSpec> layers) {
    /** Where a block's norms stand. */
    public enum Norms {
        /** Before each layer. */
        BEFORE,
        /** Behind each layer, before it is added (OLMo 2). */
        BEHIND,
        /** Both (Gemma 2 and 3). */
        AROUND
    }

    /**
     * The same with layers that see what a policy lets them see. Layers whose own window is no
     * wider than the policy's keep it.
     *
     * @throws BadRequestException where the policy has more positions than the model was made for
     */
    public DecoderSpec withPolicy(final CachePolicy policy) {
        return switch (policy) {
            case CachePolicy.Everything everything -> this;
            case CachePolicy.Streaming streaming -> {
                if (streaming.seen() > contextLength) {
                    throw new BadRequestException(
                            "recent",
                            "%d sinks and %d recent tokens are more than the %d that the model was made for"
                                    .formatted(
                                            streaming.sinks(), streaming.recent(), contextLength));
                }
                yield withLayers(layers.stream().map(layer -> layer.with(streaming)).toList());
            }
            case CachePolicy.HeavyHitters heavy ->
                    withLayers(layers.stream().map(layer -> layer.with(heavy)).toList());
            case CachePolicy.BestPages best ->
                    withLayers(
                            IntStream.range(0, layers.size())
                                    .mapToObj(
                                            layer ->
                                                    layer < CachePolicy.BestPages.DENSE_LAYERS
                                                            ? layers.get(layer)
                                                            : layers.get(layer).with(best))
                                    .toList());
        };
    }

    private DecoderSpec withLayers(final List<AttentionSpec> value) {
        return new DecoderSpec(
                hiddenSize,
                feedForwardSize,
                contextLength,
                normEpsilon,
                activation,
                norms,
                embeddingScale,
                residualScale,
                logitScale,
                logitSoftCap,
                value);
    }

    public DecoderSpec withActivation(final Activation value) {
        return new DecoderSpec(
                hiddenSize,
                feedForwardSize,
                contextLength,
                normEpsilon,
                value,
                norms,
                embeddingScale,
                residualScale,
                logitScale,
                logitSoftCap,
                layers);
    }

    public DecoderSpec withNorms(final Norms value) {
        return new DecoderSpec(
                hiddenSize,
                feedForwardSize,
                contextLength,
                normEpsilon,
                activation,
                value,
                embeddingScale,
                residualScale,
                logitScale,
                logitSoftCap,
                layers);
    }

    public DecoderSpec withScales(
            final float embedding, final float residual, final float logit, final float softCap) {
        return new DecoderSpec(
                hiddenSize,
                feedForwardSize,
                contextLength,
                normEpsilon,
                activation,
                norms,
                embedding,
                residual,
                logit,
                softCap,
                layers);
    }
}
