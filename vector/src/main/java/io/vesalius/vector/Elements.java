package io.vesalius.vector;

import io.vesalius.kernel.Activation;
import io.vesalius.kernel.Functions;
import io.vesalius.kernel.Pairing;
import io.vesalius.kernel.Sums;
import io.vesalius.kernel.Vector;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The verbs that go through vectors element by element. Tails are scalar, operation by operation.
 */
final class Elements {
    private static final int L = Lanes.COUNT;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Elements() {}

    static void rmsNorm(
            final MemorySegment x,
            final long xAt,
            final Vector w,
            final float epsilon,
            final int n,
            final MemorySegment y,
            final long yAt) {
        final float[] lanes = new float[Sums.LANES];
        final int whole = n / Sums.LANES * Sums.LANES;
        for (int part = 0; part < Sums.LANES; part += L) {
            FloatVector sum = FloatVector.zero(Lanes.FLOAT);
            for (int i = part; i < whole; i += Sums.LANES) {
                final FloatVector v = Lanes.load(x, xAt + 4L * i);
                sum = v.fma(v, sum);
            }
            sum.intoArray(lanes, part);
        }
        for (int i = whole; i < n; i++) {
            final float v = x.get(FLOAT, xAt + 4L * i);
            lanes[i - whole] = Math.fma(v, v, lanes[i - whole]);
        }
        final float r = 1f / (float) Math.sqrt(Sums.fold(lanes) / n + epsilon);
        normalise(x, xAt, w.data(), r, n, y, yAt);
    }

    static float bound(
            final MemorySegment query,
            final long queryAt,
            final MemorySegment bounds,
            final long boundsAt,
            final int dim) {
        final float[] lanes = new float[Sums.LANES];
        final int whole = dim / Sums.LANES * Sums.LANES;
        for (int part = 0; part < Sums.LANES; part += L) {
            FloatVector sum = FloatVector.zero(Lanes.FLOAT);
            for (int d = part; d < whole; d += Sums.LANES) {
                final FloatVector q = Lanes.load(query, queryAt + 4L * d);
                final FloatVector smallest = Lanes.load(bounds, boundsAt + 4L * d);
                final FloatVector largest = Lanes.load(bounds, boundsAt + 4L * (dim + d));
                sum = sum.add(q.mul(smallest).max(q.mul(largest)));
            }
            sum.intoArray(lanes, part);
        }
        for (int d = whole; d < dim; d++) {
            final float q = query.get(FLOAT, queryAt + 4L * d);
            final float smallest = bounds.get(FLOAT, boundsAt + 4L * d);
            final float largest = bounds.get(FLOAT, boundsAt + 4L * (dim + d));
            lanes[d - whole] += Math.max(q * smallest, q * largest);
        }
        return Sums.fold(lanes);
    }

    private static void normalise(
            final MemorySegment x,
            final long xAt,
            final MemorySegment w,
            final float r,
            final int n,
            final MemorySegment y,
            final long yAt) {
        int i = 0;
        for (; i + L <= n; i += L) {
            final FloatVector scaled = Lanes.load(x, xAt + 4L * i).mul(r);
            Lanes.store(scaled.mul(Lanes.load(w, 4L * i)), y, yAt + 4L * i);
        }
        for (; i < n; i++) {
            y.set(FLOAT, yAt + 4L * i, (x.get(FLOAT, xAt + 4L * i) * r) * w.get(FLOAT, 4L * i));
        }
    }

    private static void rotateHalves(
            final MemorySegment x,
            final long headAt,
            final int half,
            final MemorySegment angles,
            final long anglesAt) {
        int i = 0;
        for (; i + L <= half; i += L) {
            final long aAt = headAt + 4L * i;
            final long bAt = aAt + 4L * half;
            final FloatVector a = Lanes.load(x, aAt);
            final FloatVector b = Lanes.load(x, bAt);
            final FloatVector cos = Lanes.load(angles, anglesAt + 4L * i);
            final FloatVector sin = Lanes.load(angles, anglesAt + 4L * (half + i));
            Lanes.store(b.neg().fma(sin, a.mul(cos)), x, aAt);
            Lanes.store(a.fma(sin, b.mul(cos)), x, bAt);
        }
        for (; i < half; i++) {
            rotatePair(x, headAt + 4L * i, headAt + 4L * (half + i), angles, anglesAt, i, half);
        }
    }

    private static void rotatePair(
            final MemorySegment x,
            final long aAt,
            final long bAt,
            final MemorySegment angles,
            final long anglesAt,
            final int i,
            final int half) {
        final float a = x.get(FLOAT, aAt);
        final float b = x.get(FLOAT, bAt);
        final float cos = angles.get(FLOAT, anglesAt + 4L * i);
        final float sin = angles.get(FLOAT, anglesAt + 4L * (half + i));
        x.set(FLOAT, aAt, Math.fma(-b, sin, a * cos));
        x.set(FLOAT, bAt, Math.fma(a, sin, b * cos));
    }

    static void rotate(
            final MemorySegment x,
            final long headAt,
            final int half,
            final Pairing pairing,
            final MemorySegment angles,
            final long anglesAt) {
        switch (pairing) {
            case HALVES -> rotateHalves(x, headAt, half, angles, anglesAt);
            case INTERLEAVED -> {
                for (int i = 0; i < half; i++) {
                    final long at = headAt + 8L * i;
                    rotatePair(x, at, at + 4, angles, anglesAt, i, half);
                }
            }
        }
    }

    static void gate(
            final Activation kind,
            final MemorySegment gate,
            final MemorySegment up,
            final long at,
            final long n) {
        final long whole = n / L * L;
        switch (kind) {
            case SILU -> silu(gate, up, at, whole);
            case GELU -> gelu(gate, up, at, whole);
            case GELU_TANH -> geluTanh(gate, up, at, whole);
        }
        for (long i = whole; i < n; i++) {
            final float g = gate.get(FLOAT, at + 4 * i);
            final float activated =
                    switch (kind) {
                        case SILU -> Functions.silu(g);
                        case GELU -> Functions.gelu(g);
                        case GELU_TANH -> Functions.geluTanh(g);
                    };
            gate.set(FLOAT, at + 4 * i, activated * up.get(FLOAT, at + 4 * i));
        }
    }

    private static void silu(
            final MemorySegment gate, final MemorySegment up, final long at, final long n) {
        for (long i = 0; i < n; i += L) {
            final FloatVector y = VectorFunctions.silu(Lanes.load(gate, at + 4 * i));
            Lanes.store(y.mul(Lanes.load(up, at + 4 * i)), gate, at + 4 * i);
        }
    }

    private static void gelu(
            final MemorySegment gate, final MemorySegment up, final long at, final long n) {
        for (long i = 0; i < n; i += L) {
            final FloatVector y = VectorFunctions.gelu(Lanes.load(gate, at + 4 * i));
            Lanes.store(y.mul(Lanes.load(up, at + 4 * i)), gate, at + 4 * i);
        }
    }

    private static void geluTanh(
            final MemorySegment gate, final MemorySegment up, final long at, final long n) {
        for (long i = 0; i < n; i += L) {
            final FloatVector y = VectorFunctions.geluTanh(Lanes.load(gate, at + 4 * i));
            Lanes.store(y.mul(Lanes.load(up, at + 4 * i)), gate, at + 4 * i);
        }
    }

    static void add(
            final MemorySegment x,
            final long xAt,
            final MemorySegment y,
            final long yAt,
            final long n) {
        long i = 0;
        for (; i + L <= n; i += L) {
            final FloatVector sum = Lanes.load(x, xAt + 4 * i).add(Lanes.load(y, yAt + 4 * i));
            Lanes.store(sum, x, xAt + 4 * i);
        }
        for (; i < n; i++) {
            x.set(FLOAT, xAt + 4 * i, x.get(FLOAT, xAt + 4 * i) + y.get(FLOAT, yAt + 4 * i));
        }
    }

    static void scale(final MemorySegment x, final long xAt, final float factor, final long n) {
        long i = 0;
        for (; i + L <= n; i += L) {
            Lanes.store(Lanes.load(x, xAt + 4 * i).mul(factor), x, xAt + 4 * i);
        }
        for (; i < n; i++) {
            x.set(FLOAT, xAt + 4 * i, x.get(FLOAT, xAt + 4 * i) * factor);
        }
    }

    static void softCap(final MemorySegment x, final long xAt, final float cap, final long n) {
        long i = 0;
        for (; i + L <= n; i += L) {
            final FloatVector v = Lanes.load(x, xAt + 4 * i).div(cap);
            Lanes.store(VectorFunctions.tanh(v).mul(cap), x, xAt + 4 * i);
        }
        for (; i < n; i++) {
            x.set(FLOAT, xAt + 4 * i, cap * Functions.tanh(x.get(FLOAT, xAt + 4 * i) / cap));
        }
    }
}
