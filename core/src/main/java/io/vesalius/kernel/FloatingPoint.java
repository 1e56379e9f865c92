package io.vesalius.kernel;

import io.vesalius.base.UnsupportedException;

/**
 * Whether this thread's floating point does what the numerics promise. Native libraries built with
 * fast-math change the processor's mode for the thread that loads them.
 */
final class FloatingPoint {
    private static final int FMA_ROUNDS = 20;
    private static final int FMA_CALLS = 100;

    /** BigDecimal is over a hundred times slower, hardware at most a few times. */
    private static final int FMA_RATIO = 30;

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

    /**
     * Without the instruction, `Math.fma` computes by BigDecimal: hundreds of times slower than a
     * multiplication, in the interpreter as in compiled code, which is how it is told. Every verb
     * is made of it.
     *
     * @throws UnsupportedException when the processor, or the JVM on it, has no fused multiply-add
     */
    static void requireFma() {
        long fused = Long.MAX_VALUE;
        long plain = Long.MAX_VALUE;
        float sink = 0;
        for (int round = 0; round < FMA_ROUNDS; round++) {
            final long start = System.nanoTime();
            sink += fused(1.1f + half());
            final long middle = System.nanoTime();
            sink += plain(1.1f + half());
            fused = Math.min(fused, middle - start);
            plain = Math.min(plain, System.nanoTime() - middle);
        }
        if (!(sink > 0) || fused > FMA_RATIO * Math.max(plain, FMA_CALLS)) {
            throw new UnsupportedException(
                    "this processor (or a JVM told -XX:-UseFMA) has no fused multiply-add, which"
                            + " every computation needs: on x86 Haswell (2013) and Zen have it, and"
                            + " every 64-bit ARM");
        }
    }

    private static float fused(final float x) {
        float y = x;
        for (int i = 0; i < FMA_CALLS; i++) {
            y = Math.fma(y, 0.7f, x);
        }
        return y;
    }

    private static float plain(final float x) {
        float y = x;
        for (int i = 0; i < FMA_CALLS; i++) {
            y = Math.max(y * 0.7f, x);
        }
        return y;
    }

    /** Not a constant to the compiler, which would compute with it at compile time. */
    private static float half() {
        return Float.intBitsToFloat(0x3f000000 | (int) (System.nanoTime() >>> 63));
    }
}
