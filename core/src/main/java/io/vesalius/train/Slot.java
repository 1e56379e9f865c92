package io.vesalius.train;

/**
 * Where a tensor lies among a model's parameters.
 *
 * @param name in the model file
 * @param at index of its first element
 * @param rows outputs; 1 for a norm
 * @param columns inputs
 */
record Slot(String name, int at, int rows, int columns) {
    int size() {
        return rows * columns;
    }

    int end() {
        return at + size();
    }

    /** Norms are vectors, which no decay pulls to zero. */
    boolean isMatrix() {
        return rows > 1;
    }
}
