/**
 * Models: what a file's metadata and tensors mean, layer by layer, and one forward pass over a flat
 * batch of tokens of many sequences. A family is a description in one small file; layers are
 * shared. In come a batch and block tables, out come logits. One thread at a time runs a pass.
 */
package io.vesalius.model;
