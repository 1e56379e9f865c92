/**
 * Untrusted bytes in, immutable checked records out: GGUF files, read and written. Every length,
 * count and offset is checked before it is used, nothing is mapped. Knows nothing of models.
 * Records are safe for any thread; an open file may be read by many threads at once.
 */
package io.vesalius.format;
