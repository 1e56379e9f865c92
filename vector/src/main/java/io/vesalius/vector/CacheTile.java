package io.vesalius.vector;

import io.vesalius.kernel.AttentionTask;
import io.vesalius.tensor.HeadLayout;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Keys and values of some positions, read from their pages as f32. */
final class CacheTile {
    private static final int L = Lanes.COUNT;
    private static final int GROUP = HeadLayout.GROUP;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private CacheTile() {}

    /**
     * Keys of the sixteen positions from `position` on.
     *
     * @param out `[16 / lanes][keyDim][lane]` from `outAt` on
     */
    static void keys(
            final AttentionTask task, final int position, final float[] out, final int outAt) {
        final HeadLayout layout = task.cache().keys();
        final MemorySegment memory = task.cache().memory();
        final int slot = position % layout.pageTokens();
        final long headAt = task.cache().keyHeadAt(task.page(position), task.kvHead());
        final long stride = GROUP * layout.elementBytes();
        for (int part = 0; part < Lanes.PARTS; part++) {
            final long at = headAt + layout.keyAt(slot + part * L, 0);
            final int to = outAt + part * layout.dim() * L;
            switch (layout.type()) {
                case F32 -> {
                    for (int d = 0; d < layout.dim(); d++) {
                        Lanes.load(memory, at + d * stride).intoArray(out, to + d * L);
                    }
                }
                case F16 -> {
                    for (int d = 0; d < layout.dim(); d++) {
                        Lanes.halves(memory, at + d * stride).intoArray(out, to + d * L);
                    }
                }
                case Q8_0 -> {
                    final long scalesAt = headAt + layout.keyScaleAt(slot + part * L, 0);
                    quantizedKeys(memory, at, scalesAt, layout, out, to);
                }
            }
        }
    }

    private static void quantizedKeys(
            final MemorySegment memory,
            final long at,
            final long scalesAt,
            final HeadLayout layout,
            final float[] out,
            final int to) {
        final int size = layout.type().blockSize(layout.dim());
        for (int from = 0; from < layout.dim(); from += size) {
            final FloatVector scale = Lanes.halves(memory, scalesAt + from / size * 2L * GROUP);
            final int end = Math.min(from + size, layout.dim());
            for (int d = from; d < end; d++) {
                final FloatVector q = Lanes.bytes(memory, at + (long) d * GROUP);
                scale.mul(q).intoArray(out, to + d * L);
            }
        }
    }

    /** The value of one position, `[valueDim]`. */
    static void value(
            final AttentionTask task, final int position, final float[] out, final int outAt) {
        final HeadLayout layout = task.cache().values();
        final MemorySegment memory = task.cache().memory();
        final int slot = position % layout.pageTokens();
        final long headAt = task.cache().valueHeadAt(task.page(position), task.kvHead());
        final long at = headAt + layout.valueAt(slot, 0);
        switch (layout.type()) {
            case F32 -> MemorySegment.copy(memory, FLOAT, at, out, outAt, layout.dim());
            case F16 -> halves(memory, at, layout.dim(), out, outAt);
            case Q8_0 -> {
                final int size = layout.type().blockSize(layout.dim());
                for (int from = 0; from < layout.dim(); from += size) {
                    final long scaleAt = headAt + layout.valueScaleAt(slot, from / size);
                    final float scale = Float.float16ToFloat(memory.get(SHORT, scaleAt));
                    final int count = Math.min(size, layout.dim() - from);
                    bytes(memory, at + from, count, scale, out, outAt + from);
                }
            }
        }
    }

    private static void halves(
            final MemorySegment memory,
            final long at,
            final int count,
            final float[] out,
            final int outAt) {
        int d = 0;
        for (; d + L <= count; d += L) {
            Lanes.halves(memory, at + 2L * d).intoArray(out, outAt + d);
        }
        for (; d < count; d++) {
            out[outAt + d] = Float.float16ToFloat(memory.get(SHORT, at + 2L * d));
        }
    }

    private static void bytes(
            final MemorySegment memory,
            final long at,
            final int count,
            final float scale,
            final float[] out,
            final int outAt) {
        int d = 0;
        for (; d + L <= count; d += L) {
            Lanes.bytes(memory, at + d).mul(scale).intoArray(out, outAt + d);
        }
        for (; d < count; d++) {
            out[outAt + d] = scale * memory.get(ValueLayout.JAVA_BYTE, at + d);
        }
    }
}
