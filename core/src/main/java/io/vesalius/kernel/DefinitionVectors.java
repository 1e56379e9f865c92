package io.vesalius.kernel;

import java.lang.foreign.MemorySegment;

/** What the verbs on single vectors mean: quantising, norms, rotation, gates. */
final class DefinitionVectors {
    /** Adding and subtracting it rounds to the nearest integer, ties to even. */
    private static final float ROUND = 1.5f * (1 << 23);

    private static final int INFINITY = 0x7f800000;
    private static final int SMALLEST = Float.floatToRawIntBits(0x1p-100f);

    private DefinitionVectors() {}

    static boolean quantize(
            final MemorySegment x, final long xAt, final Quantized out, final int row) {
        boolean finite = true;
        for (int b = 0; b < out.columns() / Quantized.BLOCK; b++) {
            finite &= amax(x, xAt + 4L * Quantized.BLOCK * b) < INFINITY;
        }
        for (int b = 0; b < out.columns() / Quantized.BLOCK; b++) {
            final long blockAt = xAt + 4L * Quantized.BLOCK * b;
            quantizeBlock(x, blockAt, finite ? amax(x, blockAt) : 0, out, row, b);
        }
        return finite;
    }

    private static int amax(final MemorySegment x, final long at) {
        int amax = 0;
        for (int i = 0; i < Quantized.BLOCK; i++) {
            amax = Math.max(amax, Memory.i32(x, at + 4L * i) & 0x7fffffff);
        }
        return amax;
    }

    private static void quantizeBlock(
            final MemorySegment x,
            final long xAt,
            final int amaxBits,
            final Quantized out,
            final int row,
            final int b) {
        final boolean zero = amaxBits < SMALLEST;
        final float amax = Float.intBitsToFloat(amaxBits);
        final float inverse = zero ? 0 : 127f / amax;
        final float d = zero ? 0 : amax / 127f;
        final long at = out.at(row, b);
        int sum = 0;
        int lowSum = 0;
        for (int i = 0; i < Quantized.BLOCK; i++) {
            final float scaled = zero ? 0 : Memory.f32(x, xAt + 4L * i) * inverse;
            final int q = (int) ((scaled + ROUND) - ROUND);
            Memory.i8(out.data(), at + i, (byte) q);
            sum += q;
            lowSum += i < Quantized.BLOCK / 2 ? q : 0;
        }
        Memory.f32(out.data(), at + Quantized.SCALE, d);
        Memory.i32(out.data(), at + Quantized.NEGATED_SUM, -sum);
        Memory.i32(out.data(), at + Quantized.NEGATED_LOW_SUM, -lowSum);
        Memory.f32(out.data(), at + Quantized.SCALED_SUM, d * (float) sum);
    }

    static void rmsNorm(
            final MemorySegment x,
            final long xAt,
            final Vector w,
            final float epsilon,
            final int n,
            final MemorySegment y,
            final long yAt) {
        final float[] lanes = new float[Sums.LANES];
        for (int i = 0; i < n; i++) {
            final float value = Memory.f32(x, xAt + 4L * i);
            lanes[i % Sums.LANES] = Math.fma(value, value, lanes[i % Sums.LANES]);
        }
        final float r = 1f / (float) Math.sqrt(Sums.fold(lanes) / n + epsilon);
        for (int i = 0; i < n; i++) {
            final float weight = Memory.f32(w.data(), 4L * i);
            Memory.f32(y, yAt + 4L * i, (Memory.f32(x, xAt + 4L * i) * r) * weight);
        }
    }

    static void rotate(
            final MemorySegment x,
            final long headAt,
            final int rotaryDim,
            final Pairing pairing,
            final MemorySegment angles,
            final long anglesAt) {
        final int half = rotaryDim / 2;
        for (int i = 0; i < half; i++) {
            final long aAt = headAt + 4L * (pairing == Pairing.INTERLEAVED ? 2 * i : i);
            final long bAt = aAt + 4L * (pairing == Pairing.INTERLEAVED ? 1 : half);
            final float a = Memory.f32(x, aAt);
            final float b = Memory.f32(x, bAt);
            final float cos = Memory.f32(angles, anglesAt + 4L * i);
            final float sin = Memory.f32(angles, anglesAt + 4L * (half + i));
            Memory.f32(x, aAt, Math.fma(-b, sin, a * cos));
            Memory.f32(x, bAt, Math.fma(a, sin, b * cos));
        }
    }

    static void gate(
            final Activation kind,
            final MemorySegment gate,
            final MemorySegment up,
            final long at,
            final long n) {
        for (long i = 0; i < n; i++) {
            final float g = Memory.f32(gate, at + 4 * i);
            final float activated =
                    switch (kind) {
                        case SILU -> Functions.silu(g);
                        case GELU -> Functions.gelu(g);
                        case GELU_TANH -> Functions.geluTanh(g);
                    };
            Memory.f32(gate, at + 4 * i, activated * Memory.f32(up, at + 4 * i));
        }
    }

    static void add(
            final MemorySegment x,
            final long xAt,
            final MemorySegment y,
            final long yAt,
            final long n) {
        for (long i = 0; i < n; i++) {
            Memory.f32(x, xAt + 4 * i, Memory.f32(x, xAt + 4 * i) + Memory.f32(y, yAt + 4 * i));
        }
    }

    static void scale(final MemorySegment x, final long xAt, final float factor, final long n) {
        for (long i = 0; i < n; i++) {
            Memory.f32(x, xAt + 4 * i, Memory.f32(x, xAt + 4 * i) * factor);
        }
    }

    static void softCap(final MemorySegment x, final long xAt, final float cap, final long n) {
        for (long i = 0; i < n; i++) {
            final float capped = cap * Functions.tanh(Memory.f32(x, xAt + 4 * i) / cap);
            Memory.f32(x, xAt + 4 * i, capped);
        }
    }

    static float bound(
            final MemorySegment query,
            final long queryAt,
            final MemorySegment bounds,
            final long boundsAt,
            final int dim) {
        final float[] lanes = new float[Sums.LANES];
        for (int d = 0; d < dim; d++) {
            final float q = Memory.f32(query, queryAt + 4L * d);
            final float smallest = Memory.f32(bounds, boundsAt + 4L * d);
            final float largest = Memory.f32(bounds, boundsAt + 4L * (dim + d));
            lanes[d % Sums.LANES] += Math.max(q * smallest, q * largest);
        }
        return Sums.fold(lanes);
    }
}
