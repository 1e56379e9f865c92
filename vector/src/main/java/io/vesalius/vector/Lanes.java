package io.vesalius.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * How wide this process's vectors are, and how elements in memory become lanes. The width must be a
 * constant of the class, or the compiler falls back to objects. Helpers are small enough to be
 * inlined always: a vector that is returned from a call is an object too.
 */
final class Lanes {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfInt WORD =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static final VectorSpecies<Float> FLOAT = VectorSpecies.of(float.class, shape());
    static final VectorSpecies<Integer> INT = VectorSpecies.of(int.class, shape());

    /** Lanes of a vector of f32: 16, 8 or 4. */
    static final int COUNT = FLOAT.length();

    /** Vectors that hold the sixteen rows of a tile, or the sixteen lanes of a sum. */
    static final int PARTS = 16 / COUNT;

    /** Lane i holds i. */
    static final IntVector INDEX = IntVector.zero(INT).addIndex(1);

    private static final VectorSpecies<Byte> BYTES =
            COUNT == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;
    private static final VectorSpecies<Short> SHORTS =
            COUNT == 16
                    ? ShortVector.SPECIES_256
                    : COUNT == 8 ? ShortVector.SPECIES_128 : ShortVector.SPECIES_64;

    /** Moves byte i of a word to the top of lane i. */
    private static final IntVector TO_TOP =
            IntVector.fromArray(
                    INT, new int[] {24, 16, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0);

    private Lanes() {}

    /** The machine's own width from 128 to 512 bits; `-Dvesalius.vector.bits` sets another. */
    private static VectorShape shape() {
        final int own = VectorShape.preferredShape().vectorBitSize();
        final int bits = Integer.getInteger("vesalius.vector.bits", own);
        return bits >= 512
                ? VectorShape.S_512_BIT
                : bits >= 256 ? VectorShape.S_256_BIT : VectorShape.S_128_BIT;
    }

    static FloatVector load(final MemorySegment memory, final long at) {
        return FloatVector.fromMemorySegment(FLOAT, memory, at, ORDER);
    }

    static void store(final FloatVector v, final MemorySegment memory, final long at) {
        v.intoMemorySegment(memory, at, ORDER);
    }

    static IntVector words(final MemorySegment memory, final long at) {
        return IntVector.fromMemorySegment(INT, memory, at, ORDER);
    }

    static FloatVector toFloat(final IntVector v) {
        return (FloatVector) v.convertShape(VectorOperators.I2F, FLOAT, 0);
    }

    /** Consecutive int8 as numbers. */
    static FloatVector bytes(final MemorySegment memory, final long at) {
        if (COUNT == 4) {
            final IntVector word = IntVector.broadcast(INT, memory.get(WORD, at));
            final IntVector top = word.lanewise(VectorOperators.LSHL, TO_TOP);
            return toFloat(top.lanewise(VectorOperators.ASHR, 24));
        }
        final ByteVector raw = ByteVector.fromMemorySegment(BYTES, memory, at, ORDER);
        return (FloatVector) raw.convertShape(VectorOperators.B2F, FLOAT, 0);
    }

    /** Consecutive F16, NaN among them, as numbers. */
    static FloatVector halves(final MemorySegment memory, final long at) {
        final ShortVector raw = ShortVector.fromMemorySegment(SHORTS, memory, at, ORDER);
        final IntVector bits = (IntVector) raw.convertShape(VectorOperators.S2I, INT, 0);
        final IntVector number = half(bits.lanewise(VectorOperators.LSHL, 13)).reinterpretAsInts();
        final IntVector special = number.or(0x7f800000);
        return number.blend(special, bits.and(0x7c00).compare(VectorOperators.EQ, 0x7c00))
                .reinterpretAsFloats();
    }

    /** Finite F16 from its bits, sign at 31 and the others from 13 on, with anything between. */
    private static FloatVector half(final IntVector shifted) {
        return shifted.and(0x8fffe000).reinterpretAsFloats().mul(0x1p112f);
    }

    /** The finite F16 in the lower half of each word. */
    static FloatVector lowHalf(final IntVector words) {
        return half(words.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3));
    }

    /** The finite F16 in the upper half of each word. */
    static FloatVector highHalf(final IntVector words) {
        return half(words.lanewise(VectorOperators.ASHR, 3));
    }

    /** Bits from `shift` on. */
    static IntVector field(final IntVector words, final int shift, final int mask) {
        return words.lanewise(VectorOperators.LSHR, shift).and(mask);
    }

    /** Byte `index` of each word, with its sign. */
    static IntVector signedByte(final IntVector words, final int index) {
        return words.lanewise(VectorOperators.LSHL, 24 - 8 * index)
                .lanewise(VectorOperators.ASHR, 24);
    }
}
