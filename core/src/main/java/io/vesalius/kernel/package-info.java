/**
 * The numeric verbs that every model is made of: their interface, their plain definition, and the
 * team of workers that divides them. In come opaque buffers and shapes, out come buffers. The only
 * room, with its faster twins, that reads and writes off-heap memory. One thread at a time gives a
 * device work; the team splits it.
 */
package io.vesalius.kernel;
