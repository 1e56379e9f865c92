package io.vesalius.train;

import io.vesalius.train.Products.Left;
import io.vesalius.train.Products.Packed;
import io.vesalius.train.Products.Sums;

/**
 * A weight matrix `[outputs, inputs]`, packed for both directions; packed anew after each step of
 * the optimiser, then read by all threads.
 */
final class PackedMatrix {
    private final Slot slot;
    private final float[] forward; // right matrix [inputs, outputs]
    private final float[] backward; // right matrix [outputs, inputs]

    PackedMatrix(final Slot slot) {
        this.slot = slot;
        forward = new float[Products.packedSize(slot.columns(), slot.rows())];
        backward = new float[Products.packedSize(slot.rows(), slot.columns())];
    }

    void pack(final float[] parameters) {
        final Left matrix = new Left(parameters, slot.at(), slot.columns(), 1);
        Products.pack(matrix.transposed(), slot.columns(), slot.rows(), forward);
        Products.pack(matrix, slot.rows(), slot.columns(), backward);
    }

    /** `y += x W^T`: `[rows, inputs]` to `[rows, outputs]`. */
    void forward(final Products products, final float[] x, final int rows, final float[] y) {
        products.multiply(
                Left.of(x, slot.columns()),
                rows,
                slot.columns(),
                new Packed(forward, slot.columns()),
                Sums.of(y, slot.rows()));
    }

    /** `dx += dy W`. */
    void backward(final Products products, final float[] dy, final int rows, final float[] dx) {
        products.multiply(
                Left.of(dy, slot.rows()),
                rows,
                slot.rows(),
                new Packed(backward, slot.rows()),
                Sums.of(dx, slot.columns()));
    }

    /** `dW += dy^T x`, where the parameters' gradients are. */
    void gradient(
            final Products products,
            final float[] dy,
            final float[] x,
            final int rows,
            final float[] gradients) {
        final Packed right = products.pack(Left.of(x, slot.columns()), rows, slot.columns());
        products.multiply(
                Left.of(dy, slot.rows()).transposed(),
                slot.rows(),
                rows,
                right,
                new Sums(gradients, slot.at(), slot.columns(), slot.columns()));
    }
}
