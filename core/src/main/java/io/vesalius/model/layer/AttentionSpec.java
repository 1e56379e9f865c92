package io.vesalius.model.layer;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.kv.CachePolicy;
import io.vesalius.kv.LayerCache;

import java.util.Optional;

/**
 * A layer's attention as a family describes it.
 *
 * @param shape heads, dimensions, scale, soft-cap, window
 * @param rope how queries and keys rotate; empty in layers without positions
 * @param norm whether queries and keys are normalised first
 * @param heavy how its pages are chosen by the attention that they had, if they are
 */
public record AttentionSpec(
        AttentionShape shape,
        Optional<RopeSpec> rope,
        QueryKeyNorm norm,
        Optional<CachePolicy.HeavyHitters> heavy) {
    /** Attention that sees all that its shape lets it see. */
    public AttentionSpec(
            final AttentionShape shape, final Optional<RopeSpec> rope, final QueryKeyNorm norm) {
        this(shape, rope, norm, Optional.empty());
    }

    /** Over what queries and keys are normalised. */
    public enum QueryKeyNorm {
        NONE,
        /** Each head by itself, with shared weights (Qwen 3, Gemma 3). */
        HEAD,
        /** All heads together (OLMo 2). */
        ALL
    }

    public LayerCache cache() {
        return new LayerCache(
                shape.kvHeadCount(),
                shape.keyDim(),
                shape.valueDim(),
                shape.window(),
                shape.sinks(),
                shape.bestPages() > 0,
                heavy);
    }

    /** The same with the best pages alone, unless it has a window. */
    public AttentionSpec with(final CachePolicy.BestPages best) {
        return shape.window() > 0
                ? this
                : new AttentionSpec(shape.withBestPages(best.pages()), rope, norm);
    }

    /** The same with the pages that have most of the attention, unless it has a window. */
    public AttentionSpec with(final CachePolicy.HeavyHitters hitters) {
        return shape.window() > 0
                ? this
                : new AttentionSpec(shape, rope, norm, Optional.of(hitters));
    }

    /** The same with attention sinks and a window, unless its own window is no wider. */
    public AttentionSpec with(final CachePolicy.Streaming streaming) {
        if (shape.window() > 0 && shape.window() <= streaming.recent()) {
            return this;
        }
        return new AttentionSpec(
                shape.withWindow(streaming.recent()).withSinks(streaming.sinks()), rope, norm);
    }
}
