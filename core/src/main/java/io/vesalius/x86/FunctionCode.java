package io.vesalius.x86;

import static io.vesalius.x86.asm.Comparison.GREATER;
import static io.vesalius.x86.asm.Comparison.LESS;
import static io.vesalius.x86.asm.Comparison.NOT_LESS;
import static io.vesalius.x86.asm.Op.VADDPS;
import static io.vesalius.x86.asm.Op.VCVTTPS2DQ;
import static io.vesalius.x86.asm.Op.VDIVPS;
import static io.vesalius.x86.asm.Op.VFMADD213PS;
import static io.vesalius.x86.asm.Op.VFMADD231PS;
import static io.vesalius.x86.asm.Op.VFNMADD231PS;
import static io.vesalius.x86.asm.Op.VMINPS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPADDD;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPOR;
import static io.vesalius.x86.asm.Op.VPSUBD;
import static io.vesalius.x86.asm.Op.VPXOR;
import static io.vesalius.x86.asm.Op.VSCALEFPS;
import static io.vesalius.x86.asm.Op.VSUBPS;
import static io.vesalius.x86.asm.Shift.VPSLLD;
import static io.vesalius.x86.asm.Shift.VPSRAD;

import io.vesalius.kernel.Functions;
import io.vesalius.x86.Lanes.V;

/**
 * {@link Functions} lane by lane, operation by operation the same. Each takes an argument that it
 * keeps, a result's register and registers to work with, all different.
 */
final class FunctionCode {
    private static final int SIGN = 0x80000000;
    private static final int EXPONENT_BIAS = 127;
    private static final int EXPONENT_SHIFT = 23;

    private final Lanes l;

    FunctionCode(final Lanes lanes) {
        l = lanes;
    }

    private void set(final V d, final float value) {
        l.broadcast(d, l.constant(value).address());
    }

    /** `d = c[0] x^n + ...`, by Horner's rule, fused. */
    private void polynomial(final V d, final float[] coefficients, final V x) {
        set(d, coefficients[0]);
        for (int i = 1; i < coefficients.length; i++) {
            l.op(VFMADD213PS, d, x, l.constant(coefficients[i]));
        }
    }

    private void magnitude(final V d, final V x) {
        l.op(VPAND, d, x, l.constant(~SIGN));
    }

    /** `d = e^x`. */
    void exp(final V d, final V x, final V n, final V r, final V t) {
        expUpTo0(d, x, n, r, t);
        set(t, Float.POSITIVE_INFINITY);
        l.choose(d, x, GREATER, l.constant(Functions.EXP_HIGHEST), t, d);
    }

    /** The same where x isn't above 0. */
    void expUpTo0(final V d, final V x, final V n, final V r, final V t) {
        l.op(VMULPS, n, x, l.constant(Functions.LOG2_E));
        l.op(VADDPS, n, n, l.constant(Functions.ROUND));
        l.op(VSUBPS, n, n, l.constant(Functions.ROUND));
        l.move(r, x);
        l.op(VFNMADD231PS, r, n, l.constant(Functions.LN2_HIGH));
        l.op(VFNMADD231PS, r, n, l.constant(Functions.LN2_LOW));
        polynomial(d, Functions.expCoefficients(), r);
        l.op(VMULPS, t, r, r);
        l.op(VFMADD213PS, d, t, r);
        l.op(VADDPS, d, d, l.constant(1f));
        if (l.wide()) {
            // What two factors give: no result of a lane that stays is below the normal numbers.
            l.orZero(VSCALEFPS, d, d, n, x, NOT_LESS, l.constant(Functions.EXP_LOWEST));
            return;
        }
        l.op(VCVTTPS2DQ, n, n);
        l.shift(VPSRAD, t, n, 1);
        l.op(VPSUBD, n, n, t);
        timesPowerOfTwo(d, t);
        timesPowerOfTwo(d, n);
        l.zero(t);
        l.choose(d, x, LESS, l.constant(Functions.EXP_LOWEST), t, d);
    }

    private void timesPowerOfTwo(final V d, final V n) {
        l.op(VPADDD, n, n, l.constant(EXPONENT_BIAS));
        l.shift(VPSLLD, n, n, EXPONENT_SHIFT);
        l.op(VMULPS, d, d, n);
    }

    /** `d = tanh(x)`. */
    void tanh(final V d, final V x, final V n, final V r, final V t, final V u) {
        magnitude(u, x);
        l.op(VADDPS, u, u, u);
        exp(d, u, n, r, t);
        l.op(VADDPS, d, d, l.constant(1f));
        set(t, 2f);
        l.op(VDIVPS, t, t, d);
        set(d, 1f);
        l.op(VSUBPS, d, d, t);
        withSign(d, x, t);
        l.op(VMULPS, n, x, x);
        polynomial(r, Functions.tanhCoefficients(), n);
        l.op(VMULPS, n, x, n);
        l.op(VFMADD213PS, r, n, x);
        magnitude(u, x);
        l.choose(d, u, LESS, l.constant(Functions.TANH_BORDER), r, d);
    }

    private void withSign(final V d, final V x, final V t) {
        magnitude(d, d);
        l.op(VPAND, t, x, l.constant(SIGN));
        l.op(VPOR, d, d, t);
    }

    /** `d = erf(x)`. */
    void erf(final V d, final V x, final V n, final V r, final V t, final V u) {
        magnitude(u, x);
        set(t, 4f);
        l.op(VMINPS, t, t, u);
        polynomial(u, Functions.erfLargeCoefficients(), t);
        exp(d, u, n, r, t);
        set(t, 1f);
        l.op(VSUBPS, d, t, d);
        withSign(d, x, t);
        l.op(VMULPS, n, x, x);
        polynomial(r, Functions.erfSmallCoefficients(), n);
        l.op(VFMADD213PS, r, x, x);
        magnitude(u, x);
        l.choose(d, u, LESS, l.constant(Functions.ERF_BORDER), r, d);
    }

    /** `d = x / (1 + e^-x)`. */
    void silu(final V d, final V x, final V n, final V r, final V t, final V u) {
        l.op(VPXOR, u, x, l.constant(SIGN));
        exp(d, u, n, r, t);
        l.op(VADDPS, d, d, l.constant(1f));
        l.op(VDIVPS, d, x, d);
    }

    /** GELU by erf; `v` is one more register to work with. */
    void gelu(final V d, final V x, final V n, final V r, final V t, final V u, final V v) {
        l.op(VMULPS, v, x, l.constant(Functions.SQRT_HALF));
        erf(d, v, n, r, t, u);
        timesHalfOnePlus(d, x);
    }

    /** GELU by tanh. */
    void geluTanh(final V d, final V x, final V n, final V r, final V t, final V u, final V v) {
        l.op(VMULPS, v, x, x);
        set(t, 1f);
        l.op(VFMADD231PS, t, v, l.constant(Functions.GELU_CUBIC));
        l.op(VMULPS, v, x, l.constant(Functions.SQRT_2_OVER_PI));
        l.op(VMULPS, v, v, t);
        tanh(d, v, n, r, t, u);
        timesHalfOnePlus(d, x);
    }

    /** `d = (0.5 x) * (1 + d)`; uses x up. */
    private void timesHalfOnePlus(final V d, final V x) {
        l.op(VADDPS, d, d, l.constant(1f));
        l.op(VMULPS, x, x, l.constant(0.5f));
        l.op(VMULPS, d, x, d);
    }
}
