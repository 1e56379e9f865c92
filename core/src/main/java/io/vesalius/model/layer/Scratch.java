package io.vesalius.model.layer;

import io.vesalius.kernel.Compute;
import io.vesalius.kernel.Rows;

import java.util.List;

/**
 * Activations that all layers share, one layer using them at a time.
 *
 * @param normed a layer's input after its norm, `[rows, hiddenSize]`
 * @param projected queries `[rows, headCount * keyDim]`, keys `[rows, kvHeadCount * keyDim]` and
 *     values `[rows, kvHeadCount * valueDim]`
 * @param sinkQuery queries as they stand to attention sinks, `[rows, headCount * keyDim]`; the
 *     queries themselves in a model without sinks
 * @param attended `[rows, headCount * valueDim]`
 * @param gateAndUp twice `[rows, feedForwardSize]`
 * @param out what a layer adds to the residual stream, `[rows, hiddenSize]`
 */
public record Scratch(
        Rows normed,
        List<Rows> projected,
        Rows sinkQuery,
        Rows attended,
        List<Rows> gateAndUp,
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
                List.of(
                        query,
                        compute.rows(rows, keys * attention.shape().keyDim()),
                        compute.rows(rows, keys * attention.shape().valueDim())),
                sinks ? compute.rows(rows, query.columns()) : query,
                compute.rows(rows, queries * attention.shape().valueDim()),
                List.of(compute.rows(rows, feedForwardSize), compute.rows(rows, feedForwardSize)),
                compute.rows(rows, hiddenSize));
    }

    public Rows query() {
        return projected.get(0);
    }

    public Rows key() {
        return projected.get(1);
    }

    public Rows value() {
        return projected.get(2);
    }

    public Rows gate() {
        return gateAndUp.get(0);
    }

    public Rows up() {
        return gateAndUp.get(1);
    }
}
