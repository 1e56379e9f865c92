package io.vesalius.model.layer;

import io.vesalius.kernel.Compute;
import io.vesalius.kernel.Rows;

import java.util.Optional;

/**
 * A decoder block: attention, then the feed-forward layer, each added to the residual stream. Norms
 * stand before a layer, behind it, or both, as the family has them.
 *
 * @param residualScale what a layer's output is multiplied with before it is added
 */
public record Block(
        int index,
        Optional<RmsNorm> attentionNorm,
        Attention attention,
        Optional<RmsNorm> attentionPostNorm,
        Optional<RmsNorm> mlpNorm,
        GatedMlp mlp,
        Optional<RmsNorm> mlpPostNorm,
        float residualScale) {
    /** Updates the residual stream `hidden` in place. */
    public void apply(final Pass pass, final Rows hidden) {
        final Rows attentionInput = normed(pass, attentionNorm, hidden);
        pass.tap(Tap.Place.ATTENTION_INPUT, index, attentionInput);
        attention.apply(pass, index, attentionInput);
        addTo(pass, attentionPostNorm, hidden, Tap.Place.ATTENTION_OUTPUT);
        final Rows mlpInput = normed(pass, mlpNorm, hidden);
        pass.tap(Tap.Place.FEED_FORWARD_INPUT, index, mlpInput);
        mlp.apply(pass, index, mlpInput);
        addTo(pass, mlpPostNorm, hidden, Tap.Place.FEED_FORWARD_OUTPUT);
        pass.tap(Tap.Place.RESIDUAL, index, hidden);
    }

    private static Rows normed(final Pass pass, final Optional<RmsNorm> norm, final Rows hidden) {
        if (norm.isEmpty()) {
            return hidden;
        }
        norm.get().apply(pass.compute(), hidden, pass.rows(), pass.scratch().normed());
        return pass.scratch().normed();
    }

    private void addTo(
            final Pass pass,
            final Optional<RmsNorm> norm,
            final Rows hidden,
            final Tap.Place place) {
        final Compute compute = pass.compute();
        final Rows out = pass.scratch().out();
        if (norm.isPresent()) {
            norm.get().apply(compute, out, pass.rows(), out);
        }
        if (residualScale != 1f) {
            compute.scale(out, pass.rows(), residualScale);
        }
        pass.tap(place, index, out);
        compute.add(hidden, out, pass.rows());
    }
}
