/**
 * The verbs as machine code, emitted at start for the processor that is found: AVX2 or AVX-512. In
 * come the kernels' buffers, out come the same bits as the plain definition's. Any number of
 * threads call it at once. Code is written to memory that is never writable and executable at the
 * same time, and called with plain numbers, so every call's bounds are checked in Java first.
 */
@NullMarked
package io.vesalius.x86;

import org.jspecify.annotations.NullMarked;
