package io.vesalius.vector;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;

/** Types in blocks of 32. Where a block's header is a lone F16, a unit is two blocks. */
final class SmallBlocks {
    private static final int L = Lanes.COUNT;
    private static final int BLOCK = 32 * L;

    /** Bytes of a vector of words. */
    private static final long V = 4L * L;

    /** Spreads four bits over the lowest bits of four bytes. */
    private static final int SPREAD = 0x00204081;

    private static final int LOWEST_BITS = 0x01010101;
    private static final int LOW_NIBBLES = 0x0f0f0f0f;

    private SmallBlocks() {}

    private static void halfPair(
            final MemorySegment data, final long at, final float[] low, final int block) {
        final IntVector pair = Lanes.words(data, at);
        Lanes.lowHalf(pair).intoArray(low, block * L);
        Lanes.highHalf(pair).intoArray(low, (block + 1) * L);
    }

    /** The scale and the minimum of one block. */
    private static void scaleAndMin(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        final IntVector pair = Lanes.words(data, at);
        Lanes.lowHalf(pair).intoArray(out.scales, block * L);
        Lanes.highHalf(pair).intoArray(out.minScales, block * L);
    }

    static void q8(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        halfPair(data, at, out.scales, block);
        for (int j = 0; j < 16; j++) {
            final IntVector v = Lanes.words(data, at + (1 + j) * V);
            final int to = block * BLOCK + 4 * j * L;
            for (int i = 0; i < 4; i++) {
                WeightDecoder.put(Lanes.signedByte(v, i), out.values, to + i * L);
            }
        }
    }

    /** Elements i in the low, i + 16 in the high nibbles of four words. */
    private static void nibbles(
            final MemorySegment data,
            final long at,
            final int offset,
            final float[] out,
            final int to) {
        for (int j = 0; j < 4; j++) {
            final IntVector v = Lanes.words(data, at + j * V);
            WeightDecoder.four(v, 0, 15, offset, out, to + 4 * j * L);
            WeightDecoder.four(v, 4, 15, offset, out, to + (16 + 4 * j) * L);
        }
    }

    static void q4(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        halfPair(data, at, out.scales, block);
        nibbles(data, at + V, 8, out.values, block * BLOCK);
        nibbles(data, at + 5 * V, 8, out.values, (block + 1) * BLOCK);
    }

    static void q4Min(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        scaleAndMin(data, at, out, block);
        nibbles(data, at + V, 0, out.values, block * BLOCK);
    }

    /** A word of fifth bits, then four of nibbles. */
    private static void fiveBits(
            final MemorySegment data,
            final long at,
            final int offset,
            final float[] out,
            final int to) {
        final IntVector fifth = Lanes.words(data, at);
        for (int j = 0; j < 4; j++) {
            final IntVector v = Lanes.words(data, at + (1 + j) * V);
            final IntVector low = v.and(LOW_NIBBLES).or(spread(fifth, 4 * j));
            final IntVector high =
                    v.lanewise(VectorOperators.LSHR, 4)
                            .and(LOW_NIBBLES)
                            .or(spread(fifth, 16 + 4 * j));
            WeightDecoder.four(low, 0, 31, offset, out, to + 4 * j * L);
            WeightDecoder.four(high, 0, 31, offset, out, to + (16 + 4 * j) * L);
        }
    }

    /** Four bits from `from` on, each as bit 4 of a byte. */
    private static IntVector spread(final IntVector bits, final int from) {
        return Lanes.field(bits, from, 15)
                .mul(SPREAD)
                .and(LOWEST_BITS)
                .lanewise(VectorOperators.LSHL, 4);
    }

    static void q5(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        halfPair(data, at, out.scales, block);
        fiveBits(data, at + V, 16, out.values, block * BLOCK);
        fiveBits(data, at + 6 * V, 16, out.values, (block + 1) * BLOCK);
    }

    static void q5Min(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        scaleAndMin(data, at, out, block);
        fiveBits(data, at + V, 0, out.values, block * BLOCK);
    }

    static void iq4(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        halfPair(data, at, out.scales, block);
        Codebooks.nibbles(Codebooks.IQ4, data, at + V, out.values, block * BLOCK);
        Codebooks.nibbles(Codebooks.IQ4, data, at + 5 * V, out.values, (block + 1) * BLOCK);
    }

    /** Four blocks, whose exponents are the first word. */
    static void mxfp4(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        final IntVector exponents = Lanes.words(data, at);
        for (int i = 0; i < 4; i++) {
            final IntVector e = Lanes.field(exponents, 8 * i, 255);
            halfPowerOfTwo(e).reinterpretAsFloats().intoArray(out.scales, (block + i) * L);
            final long quantsAt = at + (1 + 4 * i) * V;
            Codebooks.nibbles(Codebooks.MXFP4, data, quantsAt, out.values, (block + i) * BLOCK);
        }
    }

    /** The bits of 2^(e - 128): half of what e means, the table's integers being doubled. */
    private static IntVector halfPowerOfTwo(final IntVector e) {
        final VectorMask<Integer> subnormal = e.compare(VectorOperators.LT, 2);
        final IntVector small =
                IntVector.broadcast(Lanes.INT, 0x00200000).lanewise(VectorOperators.LSHL, e);
        return e.sub(1).lanewise(VectorOperators.LSHL, 23).blend(small, subnormal);
    }
}
