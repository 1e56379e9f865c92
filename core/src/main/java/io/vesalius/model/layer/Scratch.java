package io.vesalius.model.layer;

import io.vesalius.kernel.Compute;
import io.vesalius.kernel.Rows;

/**
 * Activations that all layers share, one layer using them at a time.
 *
 * @param normed a layer's input after its norm, `[rows, hiddenSize]`
 * @param query `[rows, headCount * keyDim]`
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
        Rows key,
        Rows value,
        Rows attended,
        Rows gate,
        Rows up,
        Rows out) {
    /** All layers of a family have one shape, so one set of buffers serves them all. */
    public static Scratch of(
            final Compute compute,
            final int rows,
            final int hiddenSize,
            final int feedForwardSize,
            final AttentionSpec attention) {
        final int queries = attention.shape().headCount();
        final int keys = attention.shape().kvHeadCount();
        return new Scratch(
                compute.rows(rows, hiddenSize),
                compute.rows(rows, queries * attention.shape().keyDim()),
                compute.rows(rows, keys * attention.shape().keyDim()),
                compute.rows(rows, keys * attention.shape().valueDim()),
                compute.rows(rows, queries * attention.shape().valueDim()),
                compute.rows(rows, feedForwardSize),
                compute.rows(rows, feedForwardSize),
                compute.rows(rows, hiddenSize));
    }
}
