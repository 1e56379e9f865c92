/**
 * Training: a Llama of a given shape, its gradients written by hand, learns from a text, and from a
 * teacher of the same vocabulary. In come token ids, out come weights as a model file. Everything
 * is f32 on the heap, in an order that doesn't depend on the number of threads; with the same seed
 * the same weights come out. Layers belong to one thread, weights are shared.
 */
package io.vesalius.train;
