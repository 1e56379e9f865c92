package io.vesalius.kernel;

/**
 * What every implementation of the verbs promises: the bits of the plain definition, on random
 * shapes, odd tails and extremes. A test class of an implementation has these five interfaces'
 * tests by implementing this one.
 */
public interface VerbsContract
        extends ProductContract, ElementContract, CacheContract, AttentionContract, ArrayContract {}
