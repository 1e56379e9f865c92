package io.vesalius.model.layer;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.Compute;
import io.vesalius.kernel.Linear;
import io.vesalius.kernel.Rows;

import java.util.List;
import java.util.Optional;

/**
 * Self-attention of many query heads over fewer heads of keys and values (grouped-query attention,
 * Ainslie et al. 2023), read from and written to the paged cache.
 *
 * @param inputProjs of queries, of keys, of values
 * @param queryNorm over heads or all; empty for none
 * @param rope positions; empty for none
 * @param sinkRope positions of queries as they stand to the shape's sinks; empty for none
 */
public record Attention(
        AttentionShape shape,
        List<Linear> inputProjs,
        Linear outputProj,
        Optional<RmsNorm> queryNorm,
        Optional<RmsNorm> keyNorm,
        Optional<Rope> rope,
        Optional<Rope> sinkRope) {
    /** From `normed` to `out` of the scratch. */
    public void apply(final Pass pass, final int layer, final Rows input) {
        final Compute compute = pass.compute();
        final Scratch scratch = pass.scratch();
        final int rows = pass.rows();
        compute.product(input, rows, inputProjs, scratch.projected());
        norm(compute, queryNorm, scratch.query(), rows);
        norm(compute, keyNorm, scratch.key(), rows);
        if (sinkRope.isPresent()) {
            compute.copy(scratch.query(), rows, scratch.sinkQuery());
            rotate(compute, sinkRope.get(), scratch.sinkQuery(), rows);
        }
        if (rope.isPresent()) {
            rotate(compute, rope.get(), scratch.query(), rows);
            rotate(compute, rope.get(), scratch.key(), rows);
        }
        pass.tap(Tap.Place.QUERY, layer, scratch.query());
        pass.tap(Tap.Place.KEY, layer, scratch.key());
        pass.tap(Tap.Place.VALUE, layer, scratch.value());
        compute.store(pass.view(layer), pass.spans(layer), scratch.key(), scratch.value());
        compute.attention(
                shape,
                pass.view(layer),
                pass.spans(layer),
                scratch.query(),
                sinkRope.isPresent() ? scratch.sinkQuery() : scratch.query(),
                scratch.attended());
        pass.tap(Tap.Place.ATTENTION, layer, scratch.attended());
        compute.product(scratch.attended(), rows, outputProj, scratch.out());
    }

    private static void norm(
            final Compute compute, final Optional<RmsNorm> norm, final Rows x, final int rows) {
        if (norm.isPresent()) {
            norm.get().apply(compute, x, rows, x);
        }
    }

    private void rotate(final Compute compute, final Rope with, final Rows x, final int rows) {
        compute.rotate(x, rows, shape.keyDim(), with.spec().pairing(), with.angles());
    }
}
