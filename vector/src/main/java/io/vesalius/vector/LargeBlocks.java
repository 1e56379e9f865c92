package io.vesalius.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;

/** K-quants and IQ4_XS: blocks of 256, whose eight parts of 32 have scales of their own. */
final class LargeBlocks {
    private static final int L = Lanes.COUNT;
    private static final int BLOCK = 32 * L;

    /** Bytes of a vector of words. */
    private static final long V = 4L * L;

    private static final int LOW_NIBBLES = 0x0f0f0f0f;
    private static final int LOW_PAIRS = 0x03030303;
    private static final int LOWEST_BITS = 0x01010101;

    private LargeBlocks() {}

    /** Byte `index` of consecutive words. */
    private static IntVector byteAt(final MemorySegment data, final long at, final int index) {
        return Lanes.field(Lanes.words(data, at + index / 4 * V), 8 * (index % 4), 255);
    }

    /** Scales and minimums of 6 bits: word 0 holds their two factors, words 1 to 3 themselves. */
    private static void sixBitScales(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        final IntVector factors = Lanes.words(data, at);
        final FloatVector d = Lanes.lowHalf(factors);
        final FloatVector dMin = Lanes.highHalf(factors);
        final IntVector first = Lanes.words(data, at + V);
        final IntVector second = Lanes.words(data, at + 2 * V);
        final IntVector third = Lanes.words(data, at + 3 * V);
        for (int i = 0; i < 4; i++) {
            final IntVector scale = Lanes.field(first, 8 * i, 63);
            final IntVector min = Lanes.field(second, 8 * i, 63);
            scaleAndMin(d, scale, dMin, min, out, block + i);
            final IntVector highScale = Lanes.field(first, 8 * i + 6, 3);
            final IntVector highMin = Lanes.field(second, 8 * i + 6, 3);
            scaleAndMin(
                    d,
                    Lanes.field(third, 8 * i, 15).or(highScale.lanewise(VectorOperators.LSHL, 4)),
                    dMin,
                    Lanes.field(third, 8 * i + 4, 15).or(highMin.lanewise(VectorOperators.LSHL, 4)),
                    out,
                    block + 4 + i);
        }
    }

    private static void scaleAndMin(
            final FloatVector d,
            final IntVector scale,
            final FloatVector dMin,
            final IntVector min,
            final DecodedWeights out,
            final int block) {
        d.mul(Lanes.toFloat(scale)).intoArray(out.scales, block * L);
        dMin.mul(Lanes.toFloat(min)).neg().intoArray(out.minScales, block * L);
    }

    static void q4(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        sixBitScales(data, at, out, block);
        for (int j = 0; j < 32; j++) {
            final IntVector v = Lanes.words(data, at + (4 + j) * V);
            final int to = (block + j / 8 * 2) * BLOCK + j % 8 * 4 * L;
            WeightDecoder.four(v, 0, 15, 0, out.values, to);
            WeightDecoder.four(v, 4, 15, 0, out.values, to + BLOCK);
        }
    }

    static void q5(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        sixBitScales(data, at, out, block);
        for (int j = 0; j < 32; j++) {
            final IntVector v = Lanes.words(data, at + (12 + j) * V);
            final IntVector fifth = Lanes.words(data, at + (4 + j % 8) * V);
            final int sub = j / 8 * 2;
            final int to = (block + sub) * BLOCK + j % 8 * 4 * L;
            final IntVector low = v.and(LOW_NIBBLES).or(fifthBits(fifth, sub));
            final IntVector high = v.lanewise(VectorOperators.LSHR, 4).and(LOW_NIBBLES);
            WeightDecoder.four(low, 0, 31, 0, out.values, to);
            WeightDecoder.four(
                    high.or(fifthBits(fifth, sub + 1)), 0, 31, 0, out.values, to + BLOCK);
        }
    }

    /** Bit `sub` of each byte, as its bit 4. */
    private static IntVector fifthBits(final IntVector words, final int sub) {
        return Lanes.field(words, sub, LOWEST_BITS).lanewise(VectorOperators.LSHL, 4);
    }

    static void q6(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        final FloatVector d = Lanes.lowHalf(Lanes.words(data, at + 52 * V));
        for (int sub = 0; sub < 8; sub++) {
            d.intoArray(out.scales, (block + sub) * L);
            final int quarter = sub % 4;
            final IntVector scales =
                    Lanes.words(data, at + (48 + sub / 2) * V)
                            .lanewise(VectorOperators.LSHL, 16 - sub % 2 * 16);
            final FloatVector scale = Lanes.toFloat(Lanes.signedByte(scales, 2));
            final FloatVector nextScale = Lanes.toFloat(Lanes.signedByte(scales, 3));
            final long lowAt = at + (sub / 4 * 16 + quarter % 2 * 8) * V;
            final long highAt = at + (32 + sub / 4 * 8) * V;
            final int to = (block + sub) * BLOCK;
            q6Half(data, lowAt, highAt, quarter, scale, out.values, to);
            q6Half(
                    data,
                    lowAt + 4 * V,
                    highAt + 4 * V,
                    quarter,
                    nextScale,
                    out.values,
                    to + 16 * L);
        }
    }

    private static void q6Half(
            final MemorySegment data,
            final long lowAt,
            final long highAt,
            final int quarter,
            final FloatVector scale,
            final float[] out,
            final int to) {
        for (int j = 0; j < 4; j++) {
            final IntVector low =
                    Lanes.field(Lanes.words(data, lowAt + j * V), quarter / 2 * 4, LOW_NIBBLES);
            final IntVector high =
                    Lanes.field(Lanes.words(data, highAt + j * V), quarter * 2, LOW_PAIRS);
            final IntVector words = low.or(high.lanewise(VectorOperators.LSHL, 4));
            WeightDecoder.fourScaled(words, 32, scale, out, to + 4 * j * L);
        }
    }

    static void q2(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        final IntVector factors = Lanes.words(data, at + 20 * V);
        final FloatVector d = Lanes.lowHalf(factors);
        final FloatVector minScale = Lanes.highHalf(factors).neg();
        for (int sub = 0; sub < 8; sub++) {
            final int index = (block + sub) * L;
            d.intoArray(out.scales, index);
            minScale.intoArray(out.minScales, index);
            for (int half = 0; half < 2; half++) {
                final IntVector both = byteAt(data, at, 2 * sub + half);
                final float[] mins = half == 0 ? out.lowMins : out.highMins;
                Lanes.toFloat(both.lanewise(VectorOperators.LSHR, 4)).intoArray(mins, index);
                final FloatVector scale = Lanes.toFloat(both.and(15));
                for (int j = 4 * half; j < 4 * half + 4; j++) {
                    final IntVector words = Lanes.words(data, at + (4 + sub / 4 * 8 + j) * V);
                    final int to = (block + sub) * BLOCK + 4 * j * L;
                    WeightDecoder.fourScaled(
                            Lanes.field(words, 2 * (sub % 4), LOW_PAIRS), 0, scale, out.values, to);
                }
            }
        }
    }

    static void q3(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        final FloatVector d = Lanes.lowHalf(Lanes.words(data, at + 27 * V));
        for (int sub = 0; sub < 8; sub++) {
            d.intoArray(out.scales, (block + sub) * L);
            for (int half = 0; half < 2; half++) {
                final FloatVector scale = q3Scale(data, at + 24 * V, 2 * sub + half);
                for (int j = 4 * half; j < 4 * half + 4; j++) {
                    final IntVector pairs = Lanes.words(data, at + (8 + sub / 4 * 8 + j) * V);
                    final IntVector third = Lanes.words(data, at + j * V);
                    final IntVector words =
                            Lanes.field(pairs, 2 * (sub % 4), LOW_PAIRS)
                                    .or(
                                            Lanes.field(third, sub, LOWEST_BITS)
                                                    .lanewise(VectorOperators.LSHL, 2));
                    final int to = (block + sub) * BLOCK + 4 * j * L;
                    WeightDecoder.fourScaled(words, 4, scale, out.values, to);
                }
            }
        }
    }

    private static FloatVector q3Scale(final MemorySegment data, final long at, final int index) {
        final IntVector low = Lanes.field(byteAt(data, at, index % 8), index / 8 * 4, 15);
        final IntVector high = Lanes.field(byteAt(data, at, 8 + index % 4), index / 4 * 2, 3);
        return Lanes.toFloat(low.or(high.lanewise(VectorOperators.LSHL, 4)).sub(32));
    }

    static void iq4(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        final IntVector first = Lanes.words(data, at);
        final FloatVector d = Lanes.lowHalf(first);
        final IntVector lows = Lanes.words(data, at + V);
        for (int sub = 0; sub < 8; sub++) {
            final IntVector low = Lanes.field(lows, 4 * sub, 15);
            final IntVector high = Lanes.field(first, 16 + 2 * sub, 3);
            final IntVector scale = low.or(high.lanewise(VectorOperators.LSHL, 4)).sub(32);
            d.mul(Lanes.toFloat(scale)).intoArray(out.scales, (block + sub) * L);
            Codebooks.nibbles(
                    Codebooks.IQ4, data, at + (2 + 4 * sub) * V, out.values, (block + sub) * BLOCK);
        }
    }
}
