package io.vesalius.kernel;

import java.util.Optional;

/**
 * One of the products that share an input.
 *
 * @param weight the matrix, `[outputs, inputs]`
 * @param bias added to each output after the product, rounded by itself
 * @param out where outputs go, `[rows, outputs]`
 */
public record Projection(Matrix weight, Optional<Vector> bias, Rows out) {}
