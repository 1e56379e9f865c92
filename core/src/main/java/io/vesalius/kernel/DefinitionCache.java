package io.vesalius.kernel;

import io.vesalius.tensor.HeadLayout;

import java.lang.foreign.MemorySegment;

/**
 * What writing and reading the cache means. A key or value is read only after rounding to the
 * cache's type, the token's own too, or else chunking would show.
 */
final class DefinitionCache {
    private static final float F16_MAX = 65504f;
    private static final float ROUND = 1.5f * (1 << 23);

    private DefinitionCache() {}

    static void store(
            final MemorySegment x,
            final long xAt,
            final MemorySegment memory,
            final long headAt,
            final HeadLayout layout,
            final int slot,
            final boolean key) {
        switch (layout.type()) {
            case F32 -> {
                for (int d = 0; d < layout.dim(); d++) {
                    final float value = Memory.f32(x, xAt + 4L * d);
                    Memory.f32(memory, headAt + elementAt(layout, slot, d, key), value);
                }
            }
            case F16 -> {
                for (int d = 0; d < layout.dim(); d++) {
                    final float value = saturate(Memory.f32(x, xAt + 4L * d));
                    Memory.f16(memory, headAt + elementAt(layout, slot, d, key), value);
                }
            }
            case Q8_0 -> {
                for (int block = 0; block < layout.blockCount(); block++) {
                    storeBlock(x, xAt, memory, headAt, layout, slot, key, block);
                }
            }
        }
    }

    /** Over F16's range the nearest finite number; NaN stays NaN. */
    private static float saturate(final float value) {
        return value > F16_MAX ? F16_MAX : value < -F16_MAX ? -F16_MAX : value;
    }

    private static void storeBlock(
            final MemorySegment x,
            final long xAt,
            final MemorySegment memory,
            final long headAt,
            final HeadLayout layout,
            final int slot,
            final boolean key,
            final int block) {
        final int size = layout.type().blockSize(layout.dim());
        final int from = block * size;
        final int to = Math.min(from + size, layout.dim());
        int bits = 0;
        for (int d = from; d < to; d++) {
            bits = Math.max(bits, Memory.i32(x, xAt + 4L * d) & 0x7fffffff);
        }
        final float amax = Float.intBitsToFloat(bits);
        final float inverse = amax < 0x1p-100f ? 0 : 127f / amax;
        for (int d = from; d < to; d++) {
            final float scaled = Memory.f32(x, xAt + 4L * d) * inverse;
            final byte q = (byte) (int) ((scaled + ROUND) - ROUND);
            Memory.i8(memory, headAt + elementAt(layout, slot, d, key), q);
        }
        final float scale = amax < 0x1p-100f ? 0 : amax / 127f;
        Memory.f16(memory, headAt + scaleAt(layout, slot, block, key), saturate(scale));
    }

    /** Element `d` of the key or value of token `slot`, as every reader sees it. */
    static float read(
            final MemorySegment memory,
            final long headAt,
            final HeadLayout layout,
            final int slot,
            final int d,
            final boolean key) {
        final long at = headAt + elementAt(layout, slot, d, key);
        return switch (layout.type()) {
            case F32 -> Memory.f32(memory, at);
            case F16 -> Memory.f16(memory, at);
            case Q8_0 -> {
                final int block = d / layout.type().blockSize(layout.dim());
                final long scaleAt = headAt + scaleAt(layout, slot, block, key);
                yield Memory.f16(memory, scaleAt) * Memory.i8(memory, at);
            }
        };
    }

    private static long elementAt(
            final HeadLayout layout, final int slot, final int d, final boolean key) {
        return key ? layout.keyAt(slot, d) : layout.valueAt(slot, d);
    }

    private static long scaleAt(
            final HeadLayout layout, final int slot, final int block, final boolean key) {
        return key ? layout.keyScaleAt(slot, block) : layout.valueScaleAt(slot, block);
    }
}
