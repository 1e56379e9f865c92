package io.vesalius.kernel;

import java.lang.foreign.MemorySegment;

/**
 * A weight vector, `[length]` f32: a norm's weights, a bias. Opaque outside the kernels.
 *
 * @param data the elements
 * @param length how many
 */
public record Vector(MemorySegment data, int length) {}
