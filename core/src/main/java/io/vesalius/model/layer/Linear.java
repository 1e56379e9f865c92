package io.vesalius.model.layer;

import io.vesalius.kernel.Matrix;
import io.vesalius.kernel.Projection;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Vector;

import java.util.Optional;

/**
 * A matrix and perhaps a bias.
 *
 * @param weight `[outputs, inputs]`
 * @param bias `[outputs]`
 */
public record Linear(Matrix weight, Optional<Vector> bias) {
    public Projection to(final Rows out) {
        return new Projection(weight, bias, out);
    }
}
