package io.vesalius.model.layer;

/** The angle that each pair turns by in one position, in radians, under each scaling. */
final class RopeFrequencies {
    private RopeFrequencies() {}

    /** `[rotaryDim / 2]`. */
    static double[] of(final RopeSpec spec) {
        final int half = spec.rotaryDim() / 2;
        final double theta =
                spec.scaling() instanceof RopeScaling.Ntk(double factor)
                        ? ntkTheta(spec, factor)
                        : spec.theta();
        final double[] frequencies = new double[half];
        for (int i = 0; i < half; i++) {
            final double plain = StrictMath.pow(theta, -2.0 * i / spec.rotaryDim());
            frequencies[i] =
                    switch (spec.scaling()) {
                        case RopeScaling.None none -> plain;
                        case RopeScaling.Ntk ntk -> plain;
                        case RopeScaling.Linear(double factor) -> plain / factor;
                        case RopeScaling.Divisors own ->
                                plain / own.factor() / own.divisors().get(i);
                        case RopeScaling.Yarn yarn -> yarn(spec, yarn, i, plain);
                    };
        }
        return frequencies;
    }

    private static double ntkTheta(final RopeSpec spec, final double factor) {
        final double dim = spec.rotaryDim();
        return spec.theta() * StrictMath.pow(factor, dim / (dim - 2));
    }

    private static double yarn(
            final RopeSpec spec, final RopeScaling.Yarn yarn, final int i, final double plain) {
        final double last = spec.rotaryDim() - 1.0;
        final double low = Math.max(0, Math.floor(pairOf(spec, yarn, yarn.betaFast())));
        final double high = Math.min(last, Math.ceil(pairOf(spec, yarn, yarn.betaSlow())));
        final double ramp = (i - low) / Math.max(0.001, high - low);
        final double kept = (1 - Math.clamp(ramp, 0.0, 1.0)) * yarn.extrapolation();
        return plain / yarn.factor() * (1 - kept) + plain * kept;
    }

    /** The pair, as a real number, that turns so many times over the original context. */
    private static double pairOf(
            final RopeSpec spec, final RopeScaling.Yarn yarn, final double turns) {
        return spec.rotaryDim()
                * StrictMath.log(yarn.originalContext() / (turns * 2 * Math.PI))
                / (2 * StrictMath.log(spec.theta()));
    }

    /** The factor of cosines and sines. */
    static double magnitude(final RopeScaling scaling) {
        return switch (scaling) {
            case RopeScaling.None none -> 1;
            case RopeScaling.Linear linear -> 1;
            case RopeScaling.Ntk ntk -> 1;
            case RopeScaling.Divisors divisors -> divisors.magnitude();
            case RopeScaling.Yarn yarn -> yarn.magnitude();
        };
    }
}
