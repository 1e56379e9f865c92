package io.vesalius.model.layer;

import io.vesalius.kernel.CacheView;
import io.vesalius.kernel.Compute;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Spans;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What the layers of one forward pass share.
 *
 * @param compute the device
 * @param rows rows of the batch
 * @param scratch buffers
 * @param spans for each group of layers, where rows stand in their sequences and pages
 * @param views each layer's keys and values in the pages
 * @param groups each layer's group
 * @param tap an observer, or null
 */
public record Pass(
        Compute compute,
        int rows,
        Scratch scratch,
        List<Spans> spans,
        List<CacheView> views,
        int[] groups,
        @Nullable Tap tap) {
    public CacheView view(final int layer) {
        return views.get(layer);
    }

    public Spans spans(final int layer) {
        return spans.get(groups[layer]);
    }

    /** Shows rows to the observer, if there is one. */
    public void tap(final Tap.Place place, final int layer, final Rows x) {
        if (tap != null) {
            tap.observe(place, layer, rows, x.columns(), (row, out) -> compute.read(x, row, out));
        }
    }
}
