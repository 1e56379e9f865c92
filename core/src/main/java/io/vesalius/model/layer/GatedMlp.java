package io.vesalius.model.layer;

import io.vesalius.kernel.Activation;
import io.vesalius.kernel.Compute;
import io.vesalius.kernel.Rows;

import java.util.List;

/** A gated feed-forward layer: `down(activation(gate(x)) * up(x))` (GLU variants, Shazeer 2020). */
public record GatedMlp(Activation activation, Linear gateProj, Linear upProj, Linear downProj) {
    /** From `input` to `out` of the scratch. */
    public void apply(final Pass pass, final int layer, final Rows input) {
        final Compute compute = pass.compute();
        final Scratch scratch = pass.scratch();
        compute.product(
                input, pass.rows(), List.of(gateProj.to(scratch.gate()), upProj.to(scratch.up())));
        compute.gate(activation, scratch.gate(), scratch.up(), pass.rows());
        pass.tap(Tap.Place.FEED_FORWARD_GATED, layer, scratch.gate());
        compute.product(scratch.gate(), pass.rows(), List.of(downProj.to(scratch.out())));
    }
}
