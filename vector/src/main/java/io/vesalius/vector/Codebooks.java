package io.vesalius.vector;

import io.vesalius.tensor.DType;
import io.vesalius.tensor.IntegerBlock;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;

/** Types whose bits are indices of tables. The tables are asked of {@link IntegerBlock}. */
final class Codebooks {
    private static final int L = Lanes.COUNT;
    private static final int BLOCK = 32 * L;

    /** Bytes of a vector of words. */
    private static final long V = 4L * L;

    /** What a nibble means, `[16]`. */
    static final int[] IQ4 = nibbleTable(DType.IQ4_NL, 2);

    static final int[] MXFP4 = nibbleTable(DType.MXFP4, 1);

    /** Four magnitudes for each index, as bytes of a word. */
    private static final int[] IQ3_XXS = magnitudes(DType.IQ3_XXS, 256);

    private static final int[] IQ3_S = magnitudes(DType.IQ3_S, 512);

    private Codebooks() {}

    private static int[] nibbleTable(final DType type, final int quantsAt) {
        final byte[] raw = new byte[type.blockBytes()];
        for (int i = 0; i < 16; i++) {
            raw[quantsAt + i] = (byte) i;
        }
        final IntegerBlock block = new IntegerBlock();
        block.decode(type, MemorySegment.ofArray(raw), 0, 0);
        final int[] table = new int[16];
        for (int i = 0; i < 16; i++) {
            table[i] = block.weight(i);
        }
        return table;
    }

    /** Blocks without a minus, whose first index goes through all of the codebook. */
    private static int[] magnitudes(final DType type, final int count) {
        final byte[] raw = new byte[type.blockBytes()];
        final IntegerBlock block = new IntegerBlock();
        final int[] table = new int[count];
        for (int index = 0; index < count; index++) {
            raw[2] = (byte) index;
            if (type == DType.IQ3_S) {
                raw[66] = (byte) (index >> 8);
            }
            block.decode(type, MemorySegment.ofArray(raw), 0, 0);
            for (int i = 0; i < 4; i++) {
                table[index] |= block.weight(i) << 8 * i;
            }
        }
        return table;
    }

    /** Table entries of 32 nibbles: elements i in the low, i + 16 in the high ones. */
    static void nibbles(
            final int[] table,
            final MemorySegment data,
            final long at,
            final float[] out,
            final int to) {
        for (int j = 0; j < 4; j++) {
            final IntVector v = Lanes.words(data, at + j * V);
            for (int i = 0; i < 4; i++) {
                final IntVector low = lookUp(table, Lanes.field(v, 8 * i, 15));
                final IntVector high = lookUp(table, Lanes.field(v, 8 * i + 4, 15));
                WeightDecoder.put(low, out, to + (4 * j + i) * L);
                WeightDecoder.put(high, out, to + (16 + 4 * j + i) * L);
            }
        }
    }

    /** Entries of a table of sixteen, a vector's width of it at a time. */
    private static IntVector lookUp(final int[] table, final IntVector index) {
        final IntVector within = index.and(L - 1);
        IntVector found = within.selectFrom(IntVector.fromArray(Lanes.INT, table, 0));
        for (int from = L; from < 16; from += L) {
            final IntVector other = within.selectFrom(IntVector.fromArray(Lanes.INT, table, from));
            found = found.blend(other, index.compare(VectorOperators.GE, from));
        }
        return found;
    }

    static void iq3xxs(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        final FloatVector d = Lanes.lowHalf(Lanes.words(data, at));
        final int[] indices = new int[L];
        for (int sub = 0; sub < 8; sub++) {
            final IntVector bits = straddling(data, at + (16 + sub) * V);
            final FloatVector n = Lanes.toFloat(bits.lanewise(VectorOperators.LSHR, 28));
            d.mul(n.add(0.5f)).mul(0.5f).intoArray(out.scales, (block + sub) * L);
            for (int g = 0; g < 8; g++) {
                byteAt(data, at, 2 + 8 * sub + g).intoArray(indices, 0);
                final IntVector signs = eighthSign(Lanes.field(bits, 7 * (g / 2), 127));
                signed(
                        IntVector.fromArray(Lanes.INT, IQ3_XXS, 0, indices, 0),
                        signs.lanewise(VectorOperators.LSHR, 4 * (g % 2)),
                        out.values,
                        (block + sub) * BLOCK + 4 * g * L);
            }
        }
    }

    /** Seven signs, and an eighth that makes the number of minuses even. */
    private static IntVector eighthSign(final IntVector signs) {
        final IntVector four = signs.lanewise(VectorOperators.XOR, fold(signs, 4));
        final IntVector two = four.lanewise(VectorOperators.XOR, fold(four, 2));
        final IntVector one = two.lanewise(VectorOperators.XOR, fold(two, 1));
        return signs.or(one.and(1).lanewise(VectorOperators.LSHL, 7));
    }

    private static IntVector fold(final IntVector v, final int by) {
        return v.lanewise(VectorOperators.LSHR, by);
    }

    static void iq3s(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        final FloatVector d = Lanes.lowHalf(Lanes.words(data, at));
        final int[] indices = new int[L];
        for (int sub = 0; sub < 8; sub++) {
            final IntVector nibble = Lanes.field(byteAt(data, at, 106 + sub / 2), sub % 2 * 4, 15);
            d.mul(Lanes.toFloat(nibble.add(nibble).add(1)))
                    .intoArray(out.scales, (block + sub) * L);
            final IntVector ninth = byteAt(data, at, 66 + sub);
            final IntVector signs = straddling(data, at + (18 + sub) * V);
            for (int g = 0; g < 8; g++) {
                final IntVector high = Lanes.field(ninth, g, 1).lanewise(VectorOperators.LSHL, 8);
                byteAt(data, at, 2 + 8 * sub + g).or(high).intoArray(indices, 0);
                signed(
                        IntVector.fromArray(Lanes.INT, IQ3_S, 0, indices, 0),
                        signs.lanewise(VectorOperators.LSHR, 4 * g),
                        out.values,
                        (block + sub) * BLOCK + 4 * g * L);
            }
        }
    }

    /** The word that starts in the middle of one and ends in the middle of the next. */
    private static IntVector straddling(final MemorySegment data, final long at) {
        final IntVector low = Lanes.words(data, at).lanewise(VectorOperators.LSHR, 16);
        return low.or(Lanes.words(data, at + V).lanewise(VectorOperators.LSHL, 16));
    }

    private static IntVector byteAt(final MemorySegment data, final long at, final int index) {
        return Lanes.field(Lanes.words(data, at + index / 4 * V), 8 * (index % 4), 255);
    }

    /** Four magnitudes, minus where a sign's bit is set. */
    private static void signed(
            final IntVector magnitudes, final IntVector signs, final float[] out, final int to) {
        for (int i = 0; i < 4; i++) {
            final IntVector minus =
                    signs.lanewise(VectorOperators.LSHL, 31 - i).lanewise(VectorOperators.ASHR, 31);
            final IntVector magnitude = Lanes.field(magnitudes, 8 * i, 255);
            final IntVector weight = magnitude.lanewise(VectorOperators.XOR, minus).sub(minus);
            WeightDecoder.put(weight, out, to + i * L);
        }
    }
}
