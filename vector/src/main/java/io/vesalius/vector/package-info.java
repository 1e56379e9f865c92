/**
 * The numeric verbs by the Vector API (JEP 508): what the processor runs where no machine code is
 * emitted for it. In come the kernels' buffers, out come the same bits that the plain definition
 * gives. Found by ServiceLoader; everything but {@link io.vesalius.vector.VectorProvider} needs the
 * module `jdk.incubator.vector`. Any number of threads; each has scratch memory of its own.
 */
package io.vesalius.vector;
