package io.vesalius.model.layer;

import java.util.List;

/** How RoPE is stretched over contexts longer than those of the training. */
public sealed interface RopeScaling {
    /** None. */
    record None() implements RopeScaling {}

    /** Positions are divided (Chen et al. 2023, position interpolation). */
    record Linear(double factor) implements RopeScaling {}

    /** The base grows, so that high frequencies stay (NTK-aware scaling, bloc97 2023). */
    record Ntk(double factor) implements RopeScaling {}

    /**
     * Low frequencies are interpolated, high ones kept, the attention is sharpened (YaRN, Peng et
     * al. 2023, section 3).
     *
     * @param factor how much longer the context is
     * @param originalContext positions of the training
     * @param extrapolation how much of the kept frequencies enters, 1 in the paper
     * @param magnitude factor of cosines and sines, 0.1 ln(factor) + 1 in the paper
     * @param betaFast turns over the original context from which frequencies are kept
     * @param betaSlow turns up to which they are interpolated
     */
    record Yarn(
            double factor,
            int originalContext,
            double extrapolation,
            double magnitude,
            double betaFast,
            double betaSlow)
            implements RopeScaling {}

    /**
     * Each frequency has a divisor of its own (Llama 3; LongRoPE, Ding et al. 2024).
     *
     * @param divisors one for each pair
     * @param factor what all positions are divided by besides
     * @param magnitude factor of cosines and sines
     */
    record Divisors(List<Float> divisors, double factor, double magnitude) implements RopeScaling {}
}
