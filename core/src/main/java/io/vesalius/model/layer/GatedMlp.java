package io.vesalius.model.layer;

import io.vesalius.kernel.Activation;
import io.vesalius.kernel.Compute;
import io.vesalius.kernel.Linear;
import io.vesalius.kernel.Rows;

import java.util.List;

/**
 * A gated feed-forward layer: `down(activation(gate(x)) * up(x))` (GLU variants, Shazeer 2020).
 *
 * @param inputProjs of the gate, and up
 */
public record GatedMlp(Activation activation, List<Linear> inputProjs, Linear downProj) {
    /** From `input` to `out` of the scratch. */
    public void apply(final Pass pass, final int layer, final Rows input) {
        final Compute compute = pass.compute();
        final Scratch scratch = pass.scratch();
        compute.product(input, pass.rows(), inputProjs, scratch.gateAndUp());
        compute.gate(activation, scratch.gate(), scratch.up(), pass.rows());
        pass.tap(Tap.Place.FEED_FORWARD_GATED, layer, scratch.gate());
        compute.product(scratch.gate(), pass.rows(), downProj, scratch.out());
    }
}
