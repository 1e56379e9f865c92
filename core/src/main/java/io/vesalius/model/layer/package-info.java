/**
 * The layers that families are made of: weights, scratch memory, and one verb after another on a
 * compute device. Imports the kernels' interface and the cache's layout, and no family. Used by the
 * thread that runs the forward pass.
 */
package io.vesalius.model.layer;
