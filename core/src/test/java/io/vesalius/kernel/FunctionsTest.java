package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.function.DoubleUnaryOperator;

final class FunctionsTest {
    private interface FloatFunction {
        float of(float x);
    }

    /** The largest error in units of the result's last place, over every `stride`-th float. */
    private static double worst(
            final FloatFunction f,
            final DoubleUnaryOperator exact,
            final float from,
            final float to,
            final int stride) {
        double worst = 0;
        for (int sign = 0; sign < 2; sign++) {
            for (int bits = 0; bits < 0x7f800000 - stride; bits += stride) {
                final float x = Float.intBitsToFloat(sign == 0 ? bits : bits | 0x80000000);
                if (x >= from && x <= to) {
                    final double y = exact.applyAsDouble(x);
                    final double ulp = Math.max(Math.ulp((float) y), Float.MIN_NORMAL / (1 << 23));
                    worst = Math.max(worst, Math.abs(f.of(x) - y) / ulp);
                }
            }
        }
        return worst;
    }

    /** By its series, to double precision; 1 from 6 on. */
    private static double erf(final double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-20 * Math.abs(sum) && n < 300; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return sum * 2 / StrictMath.sqrt(Math.PI);
    }

    @Test
    void exp_is_within_its_stated_error() {
        assertThat(worst(Functions::exp, StrictMath::exp, -87f, 88.7228f, 997)).isLessThan(1.1);
    }

    @Test
    void tanh_is_within_its_stated_error() {
        assertThat(worst(Functions::tanh, StrictMath::tanh, -20f, 20f, 997)).isLessThan(1.9);
    }

    @Test
    void erf_is_within_its_stated_error() {
        // The series loses digits over 3, where erf is within an ulp or two of 1 anyway.
        assertThat(worst(Functions::erf, FunctionsTest::erf, -3f, 3f, 9973)).isLessThan(1.5);
    }

    /** The largest error, in half units of the last place of x, which bounds |y|. */
    private static double worstOfSize(final FloatFunction f, final DoubleUnaryOperator exact) {
        double worst = 0;
        for (int sign = 0; sign < 2; sign++) {
            for (int bits = 0x00800000; bits < 0x42c80000; bits += 9973) {
                final float x = Float.intBitsToFloat(sign == 0 ? bits : bits | 0x80000000);
                final double error = Math.abs(f.of(x) - exact.applyAsDouble(x));
                worst = Math.max(worst, error / (Math.abs((double) x) * 0x1p-24));
            }
        }
        return worst;
    }

    @Test
    void silu_is_within_its_stated_error() {
        assertThat(worstOfSize(Functions::silu, x -> x / (1 + StrictMath.exp(-x)))).isLessThan(2);
    }

    @Test
    void gelu_is_within_its_stated_error() {
        assertThat(worstOfSize(Functions::gelu, x -> x / 2 * (1 + preciseErf(x * Math.sqrt(0.5)))))
                .isLessThan(2);
    }

    @Test
    void gelu_by_tanh_is_within_its_stated_error() {
        assertThat(worstOfSize(Functions::geluTanh, FunctionsTest::exactGeluTanh)).isLessThan(2);
    }

    private static double exactGeluTanh(final double x) {
        final double inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
        return x / 2 * (1 + StrictMath.tanh(inner));
    }

    /** The series where it converges well, 1 less a continued fraction beyond. */
    private static double preciseErf(final double x) {
        if (Math.abs(x) < 2.5) {
            return erf(x);
        }
        final double t = Math.abs(x);
        double fraction = 0;
        for (int n = 60; n > 0; n--) {
            fraction = n / 2.0 / (t + fraction);
        }
        final double rest = StrictMath.exp(-t * t) / (StrictMath.sqrt(Math.PI) * (t + fraction));
        return Math.copySign(1 - rest, x);
    }

    @Test
    void exp_has_its_defined_ends() {
        assertThat(Functions.exp(0f)).isEqualTo(1f);
        assertThat(Functions.exp(-0f)).isEqualTo(1f);
        assertThat(Float.floatToRawIntBits(Functions.exp(-87.01f))).isZero();
        assertThat(Float.floatToRawIntBits(Functions.exp(Float.NEGATIVE_INFINITY))).isZero();
        assertThat(Functions.exp(89f)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Functions.exp(Float.NaN)).isNaN();
    }

    @Test
    void tanh_and_erf_are_odd_and_end_at_one() {
        for (final float x : new float[] {0f, 1e-30f, 0.3f, 0.55f, 0.9f, 1f, 3f, 5f, 1e30f}) {
            assertThat(Functions.tanh(-x)).isEqualTo(-Functions.tanh(x));
            assertThat(Functions.erf(-x)).isEqualTo(-Functions.erf(x));
        }
        assertThat(Functions.tanh(100f)).isEqualTo(1f);
        assertThat(Functions.erf(Float.POSITIVE_INFINITY)).isEqualTo(1f);
    }
}
