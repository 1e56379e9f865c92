package io.vesalius.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Elements in off-heap memory, little-endian and unaligned: how the plain definitions read them.
 */
final class Memory {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Memory() {}

    static float f32(final MemorySegment memory, final long at) {
        return memory.get(FLOAT, at);
    }

    static void f32(final MemorySegment memory, final long at, final float value) {
        memory.set(FLOAT, at, value);
    }

    /** Reads as many as there is room for. */
    static void f32(final MemorySegment memory, final long at, final float[] to) {
        MemorySegment.copy(memory, FLOAT, at, to, 0, to.length);
    }

    static float f16(final MemorySegment memory, final long at) {
        return Float.float16ToFloat(memory.get(SHORT, at));
    }

    static void f16(final MemorySegment memory, final long at, final float value) {
        memory.set(SHORT, at, Float.floatToFloat16(value));
    }

    static float bf16(final MemorySegment memory, final long at) {
        return Float.intBitsToFloat(memory.get(SHORT, at) << 16);
    }

    static int i32(final MemorySegment memory, final long at) {
        return memory.get(INT, at);
    }

    static void i32(final MemorySegment memory, final long at, final int value) {
        memory.set(INT, at, value);
    }

    static byte i8(final MemorySegment memory, final long at) {
        return memory.get(ValueLayout.JAVA_BYTE, at);
    }

    static void i8(final MemorySegment memory, final long at, final byte value) {
        memory.set(ValueLayout.JAVA_BYTE, at, value);
    }
}
