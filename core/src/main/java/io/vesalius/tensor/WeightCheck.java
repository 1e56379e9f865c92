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

    private WeightCheck() {}

    /** The index of the first block (or element) that is not finite; -1 where all are. */
    public static long firstBad(final DType type, final MemorySegment raw) {
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
