/**
 * Models of random weights, for measurements: as large and as busy as a trained one of the same
 * shape and types, and with nothing to say. In come a shape, a mix of weight types and a seed, out
 * comes a GGUF file; the same three give the same bytes. Nothing is held but the piece that is
 * being written.
 */
package io.vesalius.model.random;
