package io.vesalius.model.layer;

import io.vesalius.kernel.Pairing;

/**
 * Rotary position embedding (RoFormer, Su et al. 2021).
 *
 * @param rotaryDim how many of a head's first elements rotate
 * @param theta the base: pair i turns by `position * theta^(-2i / rotaryDim)`
 * @param pairing which elements make a pair
 * @param scaling how frequencies are changed for longer contexts
 */
public record RopeSpec(int rotaryDim, double theta, Pairing pairing, RopeScaling scaling) {}
