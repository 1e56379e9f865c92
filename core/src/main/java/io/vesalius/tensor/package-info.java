/**
 * What tensors are and how they lie in memory: element types, block formats and their codecs,
 * off-heap memory, the layout of the cache. Description, no arithmetic beyond decoding. Imports
 * only the errors.
 */
package io.vesalius.tensor;
