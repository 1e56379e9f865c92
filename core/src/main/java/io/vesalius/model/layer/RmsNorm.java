package io.vesalius.model.layer;

import io.vesalius.kernel.Compute;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Vector;

/**
 * Root mean square layer normalisation (Zhang and Sennrich 2019).
 *
 * @param weight `[width]`; rows of a multiple of the width are normalised piece by piece
 */
public record RmsNorm(Vector weight, float epsilon) {
    public void apply(final Compute compute, final Rows x, final int rows, final Rows y) {
        compute.rmsNorm(x, rows, weight, epsilon, y);
    }
}
