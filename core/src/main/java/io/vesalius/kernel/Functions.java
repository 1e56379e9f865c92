package io.vesalius.kernel;

/**
 * The engine's own exp, tanh and erf, and the activations made of them: fma polynomials (fitted to
 * the smallest relative error over their intervals) after a range reduction, every operation a lane
 * operation of a vector, so that all implementations return the same bits. Library functions differ
 * between platforms, and between the interpreter and compiled code.
 *
 * <p>Largest errors found: exp 1.1 ulp (all floats), tanh 1.9 ulp, erf 1.5 ulp.
 */
public final class Functions {
    /** Adding and subtracting it rounds to the nearest integer, ties to even. */
    public static final float ROUND = 1.5f * (1 << 23);

    public static final float LOG2_E = 1.44269504f;

    /** ln 2 to 13 bits, so that its product with an exponent is exact; then the rest. */
    public static final float LN2_HIGH = 0.693359375f;

    public static final float LN2_LOW = -2.12194440e-4f;

    /** exp is +0 below, and infinity above these. */
    public static final float EXP_LOWEST = -87f;

    public static final float EXP_HIGHEST = 88.72284f;

    private static final float[] EXP = {
        1.9908905e-4f, 1.3934544e-3f, 8.333284e-3f, 4.1666456e-2f, 1.6666667e-1f, 0.5f
    };

    /** From here on, tanh and erf are computed by exp. */
    public static final float TANH_BORDER = 0.55f;

    public static final float ERF_BORDER = 1f;

    private static final float[] TANH = {
        -6.6212765e-3f, 2.1316085e-2f, -5.39107e-2f, 1.3333121e-1f, -3.333333e-1f
    };

    /** Of erf(x) / x - 1 in x squared. */
    private static final float[] ERF_SMALL = {
        7.889116e-5f,
        -8.02084e-4f,
        5.189535e-3f,
        -2.6854444e-2f,
        1.12836e-1f,
        -3.7612626e-1f,
        1.2837917e-1f
    };

    /** Of ln(1 - erf(x)) in x. */
    private static final float[] ERF_LARGE = {
        -2.241757e-7f,
        -1.8502567e-5f,
        4.2196468e-4f,
        -4.1386206e-3f,
        2.5070835e-2f,
        -1.0823896e-1f,
        -6.333638e-1f,
        -1.1295139f,
        1.7557891e-4f
    };

    public static final float SQRT_HALF = 0.70710678f;
    public static final float SQRT_2_OVER_PI = 0.79788456f;
    public static final float GELU_CUBIC = 0.044715f;

    private Functions() {}

    /** Coefficients of exp, highest first: (exp(r) - 1 - r) / r^2 for |r| up to ln(2) / 2. */
    public static float[] expCoefficients() {
        return EXP.clone();
    }

    /**
     * Coefficients of (tanh(x) / x - 1) / x^2 in x^2, highest first, up to {@link #TANH_BORDER}.
     */
    public static float[] tanhCoefficients() {
        return TANH.clone();
    }

    /** Coefficients of erf(x) / x - 1 in x^2, highest first, up to {@link #ERF_BORDER}. */
    public static float[] erfSmallCoefficients() {
        return ERF_SMALL.clone();
    }

    /** Coefficients of ln(1 - erf(x)) in x, highest first, from {@link #ERF_BORDER} on. */
    public static float[] erfLargeCoefficients() {
        return ERF_LARGE.clone();
    }

    private static float polynomial(final float[] coefficients, final float x) {
        float y = coefficients[0];
        for (int i = 1; i < coefficients.length; i++) {
            y = Math.fma(y, x, coefficients[i]);
        }
        return y;
    }

    /** e^x; exp(0) is exactly 1, +0 below -87, infinity over 88.72284. */
    public static float exp(final float x) {
        final float n = (x * LOG2_E + ROUND) - ROUND;
        final float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        final float y = 1f + Math.fma(r * r, polynomial(EXP, r), r);
        // 2^128 is no float: two factors.
        final int half = (int) n >> 1;
        final float scaled = (y * powerOfTwo(half)) * powerOfTwo((int) n - half);
        if (x < EXP_LOWEST) {
            return 0;
        }
        return x > EXP_HIGHEST ? Float.POSITIVE_INFINITY : scaled;
    }

    private static float powerOfTwo(final int n) {
        return Float.intBitsToFloat((n + 127) << 23);
    }

    public static float tanh(final float x) {
        final float t = Math.abs(x);
        final float s = x * x;
        final float small = Math.fma(x * s, polynomial(TANH, s), x);
        final float large = 1f - 2f / (exp(t + t) + 1f);
        return t < TANH_BORDER ? small : Math.copySign(large, x);
    }

    public static float erf(final float x) {
        final float t = Math.abs(x);
        final float small = Math.fma(x, polynomial(ERF_SMALL, x * x), x);
        final float large = 1f - exp(polynomial(ERF_LARGE, Math.min(t, 4f)));
        return t < ERF_BORDER ? small : Math.copySign(large, x);
    }

    /** x / (1 + e^-x). */
    public static float silu(final float x) {
        return x / (1f + exp(-x));
    }

    /** x / 2 (1 + erf(x / sqrt 2)) (Hendrycks and Gimpel 2016). */
    public static float gelu(final float x) {
        return (0.5f * x) * (1f + erf(x * SQRT_HALF));
    }

    /** The same with tanh(sqrt(2 / pi) (x + 0.044715 x^3)). */
    public static float geluTanh(final float x) {
        final float inner = (SQRT_2_OVER_PI * x) * Math.fma(GELU_CUBIC, x * x, 1f);
        return (0.5f * x) * (1f + tanh(inner));
    }
}
