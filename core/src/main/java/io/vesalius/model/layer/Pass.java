package io.vesalius.model.layer;

import io.vesalius.kernel.CacheView;
import io.vesalius.kernel.Compute;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Spans;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What the layers of a forward pass share: made once, and begun anew for each batch. */
public final class Pass {
    private final Compute compute;
    private final Scratch scratch;
    private final List<Spans> spans;
    private final int[] groups;
    private final @Nullable Tap tap;
    private List<CacheView> views = List.of();
    private int rows;

    /**
     * @param compute the device
     * @param scratch buffers
     * @param spans for each group of layers, where rows stand in their sequences and pages
     * @param groups each layer's group
     * @param tap an observer, or null
     */
    public Pass(
            final Compute compute,
            final Scratch scratch,
            final List<Spans> spans,
            final int[] groups,
            final @Nullable Tap tap) {
        this.compute = compute;
        this.scratch = scratch;
        this.spans = spans;
        this.groups = groups.clone();
        this.tap = tap;
    }

    /**
     * Another batch.
     *
     * @param rowCount its rows
     * @param ofLayers each layer's keys and values in the pages
     */
    public void begin(final int rowCount, final List<CacheView> ofLayers) {
        rows = rowCount;
        views = ofLayers;
    }

    public Compute compute() {
        return compute;
    }

    public int rows() {
        return rows;
    }

    public Scratch scratch() {
        return scratch;
    }

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
