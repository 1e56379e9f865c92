package io.vesalius.vector;

import io.vesalius.kernel.Functions;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** {@link Functions} on all lanes at once: the same operations in the same order. */
final class VectorFunctions {
    private static final int ROUND_BITS = Float.floatToRawIntBits(Functions.ROUND);
    private static final int SIGN = 0x80000000;
    private static final float[] EXP = Functions.expCoefficients();
    private static final float[] TANH = Functions.tanhCoefficients();
    private static final float[] ERF_SMALL = Functions.erfSmallCoefficients();
    private static final float[] ERF_LARGE = Functions.erfLargeCoefficients();

    private VectorFunctions() {}

    private static FloatVector constant(final float value) {
        return FloatVector.broadcast(Lanes.FLOAT, value);
    }

    private static FloatVector polynomial(final float[] coefficients, final FloatVector x) {
        FloatVector y = constant(coefficients[0]);
        for (int i = 1; i < coefficients.length; i++) {
            y = y.fma(x, constant(coefficients[i]));
        }
        return y;
    }

    static FloatVector exp(final FloatVector x) {
        final FloatVector shifted = x.mul(Functions.LOG2_E).add(Functions.ROUND);
        final FloatVector n = shifted.sub(Functions.ROUND);
        final FloatVector high = n.fma(constant(-Functions.LN2_HIGH), x);
        final FloatVector r = n.fma(constant(-Functions.LN2_LOW), high);
        final FloatVector y = r.mul(r).fma(polynomial(EXP, r), r).add(1f);
        // What (int) n is wherever the result counts, from the bits of the sum that rounded it.
        final IntVector power = shifted.reinterpretAsInts().sub(ROUND_BITS);
        final IntVector half = power.lanewise(VectorOperators.ASHR, 1);
        final FloatVector scaled = y.mul(powerOfTwo(half)).mul(powerOfTwo(power.sub(half)));
        return scaled.blend(0f, x.compare(VectorOperators.LT, Functions.EXP_LOWEST))
                .blend(
                        Float.POSITIVE_INFINITY,
                        x.compare(VectorOperators.GT, Functions.EXP_HIGHEST));
    }

    private static FloatVector powerOfTwo(final IntVector n) {
        return n.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    /** The magnitude of `x`, which has no sign or is NaN, with the sign of `sign`. */
    private static FloatVector copySign(final FloatVector x, final FloatVector sign) {
        return x.reinterpretAsInts()
                .and(~SIGN)
                .or(sign.reinterpretAsInts().and(SIGN))
                .reinterpretAsFloats();
    }

    private static FloatVector magnitude(final FloatVector x) {
        return x.reinterpretAsInts().and(~SIGN).reinterpretAsFloats();
    }

    static FloatVector tanh(final FloatVector x) {
        final FloatVector t = magnitude(x);
        final FloatVector s = x.mul(x);
        final FloatVector small = x.mul(s).fma(polynomial(TANH, s), x);
        final FloatVector e = exp(t.add(t)).add(1f);
        final FloatVector large = constant(1f).sub(constant(2f).div(e));
        return copySign(large, x)
                .blend(small, t.compare(VectorOperators.LT, Functions.TANH_BORDER));
    }

    static FloatVector erf(final FloatVector x) {
        final FloatVector t = magnitude(x);
        final FloatVector small = x.fma(polynomial(ERF_SMALL, x.mul(x)), x);
        final FloatVector ended = t.blend(4f, t.compare(VectorOperators.GT, 4f));
        final FloatVector large = constant(1f).sub(exp(polynomial(ERF_LARGE, ended)));
        return copySign(large, x).blend(small, t.compare(VectorOperators.LT, Functions.ERF_BORDER));
    }

    static FloatVector silu(final FloatVector x) {
        return x.div(exp(x.neg()).add(1f));
    }

    static FloatVector gelu(final FloatVector x) {
        return x.mul(0.5f).mul(erf(x.mul(Functions.SQRT_HALF)).add(1f));
    }

    static FloatVector geluTanh(final FloatVector x) {
        final FloatVector cubic = x.mul(x).fma(constant(Functions.GELU_CUBIC), constant(1f));
        final FloatVector inner = x.mul(Functions.SQRT_2_OVER_PI).mul(cubic);
        return x.mul(0.5f).mul(tanh(inner).add(1f));
    }
}
