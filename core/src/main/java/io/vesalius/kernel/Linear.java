package io.vesalius.kernel;

import java.util.Optional;

/**
 * A matrix and perhaps a bias.
 *
 * @param weight `[outputs, inputs]`
 * @param bias `[outputs]`, added to each output after the product, rounded by itself
 */
public record Linear(Matrix weight, Optional<Vector> bias) {}
