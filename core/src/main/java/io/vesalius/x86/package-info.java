/**
 * The verbs as machine code, emitted for the processor that is found: AVX2, AVX-512, or AVX-512 and
 * AMX's products of matrices. In come the kernels' buffers, out come the same bits as the plain
 * definition's. Any number of threads call it at once. Code is written to memory that is never
 * writable and executable at the same time, and called with plain numbers, so every call's bounds
 * are checked in Java first.
 */
@NullMarked
package io.vesalius.x86;

import org.jspecify.annotations.NullMarked;
