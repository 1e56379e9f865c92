package io.vesalius.model;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.model.layer.RopeScaling;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which RoPE scaling a file's keys and tensors ask for.
 *
 * @param contextLength positions that the model was made for, after scaling
 * @param divisors `rope_freqs.weight`, one for each pair
 * @param longDivisors `rope_factors_long.weight`
 * @param shortDivisors `rope_factors_short.weight`
 */
record RopeKeys(
        Keys keys,
        int contextLength,
        int rotaryDim,
        Optional<List<Float>> divisors,
        Optional<List<Float>> longDivisors,
        Optional<List<Float>> shortDivisors) {
    private static final String TYPE = "rope.scaling.type";
    private static final String FACTOR = "rope.scaling.factor";
    private static final String OLD_FACTOR = "rope.scale_linear";
    private static final String ATTENTION = "rope.scaling.attn_factor";
    private static final String YARN_ATTENTION = "rope.scaling.yarn_attn_factor";
    private static final String ORIGINAL = "rope.scaling.original_context_length";

    RopeScaling scaling() {
        if (longDivisors.isPresent() && shortDivisors.isPresent()) {
            return longRope();
        }
        final double factor = factor();
        return switch (keys.string(TYPE, "linear")) {
            case "none" -> linear(1);
            case "linear" -> linear(factor);
            case "ntk" -> alone(new RopeScaling.Ntk(factor), "ntk");
            case "yarn" -> alone(yarn(factor), "yarn");
            case "longrope" ->
                    throw new BadFileException(
                            keys.metadata().where()
                                    + "tensors 'rope_factors_long.weight' and"
                                    + " 'rope_factors_short.weight' are missing, and longrope needs"
                                    + " them");
            case String other ->
                    throw keys.unsupported(
                            TYPE,
                            "is '%s': none, linear, ntk, yarn and longrope can be run"
                                    .formatted(other));
        };
    }

    /** How much longer the context is; 0 and a missing key mean 1. */
    private double factor() {
        final String key = keys.has(FACTOR) ? FACTOR : OLD_FACTOR;
        return keys.number(key, 0) == 0 ? 1 : keys.positive(key, 1);
    }

    /** Position interpolation, with each frequency's own divisor where the file has them. */
    private RopeScaling linear(final double factor) {
        final double magnitude = keys.positive(ATTENTION, 1);
        if (divisors.isEmpty() && magnitude == 1) {
            return factor == 1 ? new RopeScaling.None() : new RopeScaling.Linear(factor);
        }
        final List<Float> own =
                divisors.map(values -> checked(values, "rope_freqs.weight"))
                        .orElse(Collections.nCopies(rotaryDim / 2, 1f));
        return new RopeScaling.Divisors(own, factor, magnitude);
    }

    private RopeScaling alone(final RopeScaling scaling, final String type) {
        if (divisors.isPresent()) {
            throw new UnsupportedException(
                    keys.metadata().where()
                            + "tensor 'rope_freqs.weight' stands beside the RoPE scaling '%s': both at once can't be run"
                                    .formatted(type));
        }
        return scaling;
    }

    /**
     * The factor of cosines and sines is the paper's (0.1 ln s + 1, section 3.4) where the file
     * names none; `yarn_attn_factor` is what Transformers call `attention_factor` and replaces it.
     */
    private RopeScaling yarn(final double factor) {
        final double extrapolation = keys.number("rope.scaling.yarn_ext_factor", 1);
        final double recommended =
                extrapolation == 0 || factor <= 1 ? 1 : 1 + 0.1 * StrictMath.log(factor);
        return new RopeScaling.Yarn(
                factor,
                keys.size(ORIGINAL, contextLength),
                extrapolation,
                keys.positive(YARN_ATTENTION, recommended) * keys.positive(ATTENTION, 1),
                keys.positive("rope.scaling.yarn_beta_fast", 32),
                keys.positive("rope.scaling.yarn_beta_slow", 1));
    }

    /**
     * Long factors where the configured context exceeds the original one. The factor of cosines and
     * sines, where the file names none, is sqrt(1 + ln(stretch) / ln(original)) (LongRoPE, section
     * 3.3).
     */
    private RopeScaling longRope() {
        final int original = keys.size(ORIGINAL, contextLength);
        final double stretch = (double) contextLength / original;
        final double recommended =
                stretch <= 1 || original == 1
                        ? 1
                        : StrictMath.sqrt(1 + StrictMath.log(stretch) / StrictMath.log(original));
        return new RopeScaling.Divisors(
                stretch > 1
                        ? checked(longDivisors.get(), "rope_factors_long.weight")
                        : checked(shortDivisors.get(), "rope_factors_short.weight"),
                1,
                keys.positive(ATTENTION, recommended));
    }

    private List<Float> checked(final List<Float> values, final String name) {
        if (values.size() != rotaryDim / 2) {
            throw new BadFileException(
                    keys.metadata().where()
                            + "tensor '%s' has %d elements: RoPE over %d dimensions needs %d"
                                    .formatted(name, values.size(), rotaryDim, rotaryDim / 2));
        }
        for (final float value : values) {
            if (!(value > 0)) {
                throw new BadFileException(
                        keys.metadata().where()
                                + "tensor '%s' holds %s: divisors must be positive"
                                        .formatted(name, value));
            }
        }
        return values;
    }
}
