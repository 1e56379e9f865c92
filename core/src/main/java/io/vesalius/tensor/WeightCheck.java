package io.vesalius.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Finds infinities and NaN in weights as they are read: in the scales of blocks, or in elements.
 */
public final class WeightCheck {
    private static final int F16_EXPONENT = 0x7c00;
    private static final int BF16_EXPONENT = 0x7f80;
    private static final int F32_EXPONENT = 0x7f800000;
    private static final int[] NONE = {};

    /** What repeats 32 bits, and 16, in 64. */
    private static final long TWICE = 0x00000001_00000001L;

    private static final long FOUR_TIMES = 0x00010001_00010001L;

    private WeightCheck() {}

    /** The index of the first block (or element) that is not finite; -1 where all are. */
    public static long firstBad(final DType type, final MemorySegment raw) {
        final boolean fine =
                switch (type) {
                    case F32 -> finite(raw, F32_EXPONENT * TWICE);
                    case F16 -> finite(raw, F16_EXPONENT * FOUR_TIMES);
                    case BF16 -> finite(raw, BF16_EXPONENT * FOUR_TIMES);
                    default -> false;
                };
        return fine ? -1 : search(type, raw);
    }

    /**
     * Whether no element has all bits of its exponent, eight bytes at a time: adding the lowest bit
     * of each exponent then makes a sign. False too where elements are left over.
     *
     * @param exponents the bits of the elements' exponents
     */
    private static boolean finite(final MemorySegment raw, final long exponents) {
        final long lowest = exponents & ~(exponents << 1);
        final long signs = exponents << 1 & ~exponents;
        final long count = raw.byteSize() / Long.BYTES;
        long seen = 0;
        for (long i = 0; i < count; i++) {
            final long bits = raw.get(ValueLayout.JAVA_LONG_UNALIGNED, Long.BYTES * i);
            seen |= (bits & exponents) + lowest;
        }
        return (seen & signs) == 0 && raw.byteSize() % Long.BYTES == 0;
    }

    private static long search(final DType type, final MemorySegment raw) {
        final long blocks = raw.byteSize() / type.blockBytes();
        final int[] scales = scales(type);
        for (long block = 0; block < blocks; block++) {
            if (!finite(type, scales, raw, block * type.blockBytes())) {
                return block;
            }
        }
        return -1;
    }

    private static boolean finite(
            final DType type, final int[] scales, final MemorySegment raw, final long at) {
        return switch (type) {
            case F32 ->
                    (raw.get(ValueLayout.JAVA_INT_UNALIGNED, at) & F32_EXPONENT) != F32_EXPONENT;
            case BF16 ->
                    (raw.get(ValueLayout.JAVA_SHORT_UNALIGNED, at) & BF16_EXPONENT)
                            != BF16_EXPONENT;
            // The exponent 255 means NaN; from 253 on, a block's largest values overflow.
            case MXFP4 -> (raw.get(ValueLayout.JAVA_BYTE, at) & 255) < 253;
            default -> {
                for (final int offset : scales) {
                    final int bits = raw.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + offset);
                    if ((bits & F16_EXPONENT) == F16_EXPONENT) {
                        yield false;
                    }
                }
                yield true;
            }
        };
    }

    /** Where in a block its F16 scales and minimums are. */
    private static int[] scales(final DType type) {
        return switch (type) {
            case F16, Q4_0, Q5_0, Q8_0, IQ4_NL, IQ4_XS, IQ3_XXS, IQ3_S -> new int[] {0};
            case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
            case Q2_K -> new int[] {80, 82};
            case Q3_K -> new int[] {108};
            case Q6_K -> new int[] {208};
            case TQ1_0 -> new int[] {52};
            case TQ2_0 -> new int[] {64};
            default -> NONE;
        };
    }
}
