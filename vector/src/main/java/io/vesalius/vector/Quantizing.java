package io.vesalius.vector;

import io.vesalius.kernel.Functions;
import io.vesalius.kernel.Quantized;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Activations to int8. Sums and maximums of integers are exact in any order. */
final class Quantizing {
    private static final int L = Lanes.COUNT;
    private static final int BLOCK = Quantized.BLOCK;
    private static final int INFINITY = 0x7f800000;
    private static final int SMALLEST = Float.floatToRawIntBits(0x1p-100f);
    private static final int ROUND_BITS = Float.floatToRawIntBits(Functions.ROUND);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Quantizing() {}

    static boolean quantize(
            final MemorySegment x,
            final long xAt,
            final Quantized out,
            final int row,
            final int[] scratch) {
        final int columns = out.columns();
        final boolean finite = amax(x, xAt, columns) < INFINITY;
        for (int k = 0; k < columns; k += BLOCK) {
            final long at = xAt + 4L * k;
            final int amaxBits = finite ? amax(x, at, BLOCK) : 0;
            final boolean zero = amaxBits < SMALLEST;
            final float amax = Float.intBitsToFloat(amaxBits);
            if (zero) {
                Arrays.fill(scratch, 0, BLOCK, 0);
            } else {
                round(x, at, 127f / amax, scratch);
            }
            write(scratch, zero ? 0 : amax / 127f, out.data(), out.at(row, k / BLOCK));
        }
        return finite;
    }

    /** The bits of the largest magnitude of `n` elements, a multiple of 32. */
    private static int amax(final MemorySegment x, final long at, final int n) {
        IntVector max = IntVector.zero(Lanes.INT);
        for (int i = 0; i < n; i += L) {
            max = max.max(Lanes.words(x, at + 4L * i).and(0x7fffffff));
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    /** To the nearest integers, ties to even: the bits of the sum that rounds hold them. */
    private static void round(
            final MemorySegment x, final long at, final float inverse, final int[] out) {
        for (int i = 0; i < BLOCK; i += L) {
            final FloatVector shifted =
                    Lanes.load(x, at + 4L * i).mul(inverse).add(Functions.ROUND);
            shifted.reinterpretAsInts().sub(ROUND_BITS).intoArray(out, i);
        }
    }

    private static void write(
            final int[] values, final float scale, final MemorySegment data, final long at) {
        int sum = 0;
        int lowSum = 0;
        for (int i = 0; i < BLOCK; i++) {
            data.set(ValueLayout.JAVA_BYTE, at + i, (byte) values[i]);
            sum += values[i];
            lowSum = i == BLOCK / 2 - 1 ? sum : lowSum;
        }
        data.set(FLOAT, at + Quantized.SCALE, scale);
        data.set(INT, at + Quantized.NEGATED_SUM, -sum);
        data.set(INT, at + Quantized.NEGATED_LOW_SUM, -lowSum);
        data.set(FLOAT, at + Quantized.SCALED_SUM, scale * (float) sum);
    }
}
