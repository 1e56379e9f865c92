package io.vesalius.model.layer;

import io.vesalius.kernel.Compute;
import io.vesalius.kernel.Rows;

/**
 * Activations that all layers share, one layer using them at a time.
 *
 * @param normed a layer's input after its norm, `[rows, hiddenSize]`
 * @param query `[rows, headCount * keyDim]`
 * @param sinkQuery queries as they stand to attention sinks, `[rows, headCount * keyDim]`; the
 *     queries themselves in a model without sinks
 * @param key `[rows, kvHeadCount * keyDim]`
 * @param value `[rows, kvHeadCount * valueDim]`
 * @param attended `[rows, headCount * valueDim]`
 * @param gate `[rows, feedForwardSize]`
 * @param up `[rows, feedForwardSize]`
 * @param out what a layer adds to the residual stream, `[rows, hiddenSize]`
 */
public record Scratch(
        Rows normed,
        Rows query,
        Rows sinkQuery,
        Rows key,
        Rows value,
        Rows attended,
        Rows gate,
        Rows up,
        Rows out) {
    /**
     * All layers of a family have one shape, so one set of buffers serves them all.
     *
     * @param sinks whether some layers have attention sinks
     */
    public static Scratch of(
            final Compute compute,
            final int rows,
            final int hiddenSize,
            final int feedForwardSize,
            final AttentionSpec attention,
            final boolean sinks) {
        final int queries = attention.shape().headCount();
        final int keys = attention.shape().kvHeadCount();
        final Rows query = compute.rows(rows, queries * attention.shape().keyDim());
        return new Scratch(
                compute.rows(rows, hiddenSize),
                query,
                sinks ? compute.rows(rows, query.columns()) : query,
                compute.rows(rows, keys * attention.shape().keyDim()),
                compute.rows(rows, keys * attention.shape().valueDim()),
                compute.rows(rows, queries * attention.shape().valueDim()),
                compute.rows(rows, feedForwardSize),
                compute.rows(rows, feedForwardSize),
                compute.rows(rows, hiddenSize));
    }
}
