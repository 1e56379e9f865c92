package io.vesalius.kernel;

import io.vesalius.base.UnsupportedException;

/**
 * Whether this thread's floating point does what the numerics promise. Native libraries built with
 * fast-math change the processor's mode for the thread that loads them.
 */
final class FloatingPoint {
    private FloatingPoint() {}

    /**
     * @throws UnsupportedException when subnormals are flushed or rounding is not to nearest even
     */
    static void require() {
        final float subnormal = Float.MIN_NORMAL * half();
        final float tie = 1f + half() * Math.ulp(1f);
        if (subnormal == 0 || tie != 1f) {
            throw new UnsupportedException(
                    "a native library in this process changed the processor's floating-point mode"
                            + " (subnormals or rounding): load it after the engine, or not at all");
        }
    }

    /** Not a constant to the compiler, which would compute with it at compile time. */
    private static float half() {
        return Float.intBitsToFloat(0x3f000000 | (int) (System.nanoTime() >>> 63));
    }
}
