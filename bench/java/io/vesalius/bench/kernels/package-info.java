/**
 * Single kernels, timed by JMH: products by weight type and number of rows, attention by context,
 * norms, quantising, sampling. Sizes are those of a model of a billion parameters. What counts in
 * the end is a whole step: a gain here that isn't one there is none.
 */
package io.vesalius.bench.kernels;
