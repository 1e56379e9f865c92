package io.vesalius.sampling;

/** A token and the natural logarithm of its probability. */
public record TokenLogProb(int id, double logProb) {}
