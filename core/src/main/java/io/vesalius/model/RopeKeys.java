package io.vesalius.model;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.model.layer.RopeScaling;

import java.util.List;
import java.util.Optional;

/** Which RoPE scaling a file's keys and tensors ask for. */
record RopeKeys(
        Hyperparameters keys,
        int rotaryDim,
        Optional<List<Float>> divisors,
        Optional<List<Float>> longDivisors,
        Optional<List<Float>> shortDivisors) {
    RopeScaling scaling() {
        if (longDivisors.isPresent() && shortDivisors.isPresent()) {
            return longRope();
        }
        if (divisors.isPresent()) {
            return new RopeScaling.Divisors(checked(divisors.get(), "rope_freqs.weight"), 1);
        }
        final double factor = factor();
        return switch (keys.string(
                "rope.scaling.type", keys.has("rope.scale_linear") ? "linear" : "none")) {
            case "none" -> new RopeScaling.None();
            case "linear" -> new RopeScaling.Linear(factor);
            case "ntk" -> new RopeScaling.Ntk(factor);
            case "yarn" -> yarn(factor);
            case "longrope" ->
                    throw new BadFileException(
                            "tensors 'rope_factors_long.weight' and 'rope_factors_short.weight' are"
                                    + " missing, and longrope needs them");
            case String other ->
                    throw new UnsupportedException(
                            "metadata key 'rope.scaling.type' is '%s': none, linear, ntk, yarn and"
                                            .formatted(other)
                                    + " longrope can be run");
        };
    }

    private double factor() {
        return keys.has("rope.scaling.factor")
                ? keys.positive("rope.scaling.factor", 1)
                : keys.positive("rope.scale_linear", 1);
    }

    private RopeScaling yarn(final double factor) {
        return new RopeScaling.Yarn(
                factor,
                keys.size("rope.scaling.original_context_length", keys.contextLength()),
                keys.number("rope.scaling.yarn_ext_factor", 1),
                keys.number(
                        "rope.scaling.yarn_attn_factor",
                        keys.number("rope.scaling.attn_factor", 1)),
                keys.positive("rope.scaling.yarn_beta_fast", 32),
                keys.positive("rope.scaling.yarn_beta_slow", 1));
    }

    /** Long factors where the configured context exceeds the original one. */
    private RopeScaling longRope() {
        final int original =
                keys.size("rope.scaling.original_context_length", keys.contextLength());
        final boolean stretched = keys.contextLength() > original;
        return new RopeScaling.Divisors(
                stretched
                        ? checked(longDivisors.get(), "rope_factors_long.weight")
                        : checked(shortDivisors.get(), "rope_factors_short.weight"),
                keys.positive("rope.scaling.attn_factor", 1));
    }

    private List<Float> checked(final List<Float> values, final String name) {
        if (values.size() != rotaryDim / 2) {
            throw new BadFileException(
                    "tensor '%s' has %d elements: RoPE over %d dimensions needs %d"
                            .formatted(name, values.size(), rotaryDim, rotaryDim / 2));
        }
        for (final float value : values) {
            if (!(value > 0) || Float.isInfinite(value)) {
                throw new BadFileException(
                        "tensor '%s' holds %s: divisors must be positive".formatted(name, value));
            }
        }
        return values;
    }
}
