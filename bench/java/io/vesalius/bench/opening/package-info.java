/** How long a model takes to open, beside reading its file and copying it once. */
package io.vesalius.bench.opening;
