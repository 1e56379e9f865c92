package io.vesalius.tensor;

import java.util.Arrays;
import java.util.Optional;

/**
 * Element types of tensors as GGUF numbers them. Quantised types come in blocks of consecutive
 * elements of a row.
 */
public enum DType {
    F32(0, 1, 4, true),
    F16(1, 1, 2, true),
    Q4_0(2, 32, 18, true),
    Q4_1(3, 32, 20, true),
    Q5_0(6, 32, 22, true),
    Q5_1(7, 32, 24, true),
    Q8_0(8, 32, 34, true),
    Q8_1(9, 32, 36, false),
    Q2_K(10, 256, 84, true),
    Q3_K(11, 256, 110, true),
    Q4_K(12, 256, 144, true),
    Q5_K(13, 256, 176, true),
    Q6_K(14, 256, 210, true),
    Q8_K(15, 256, 292, false),
    IQ2_XXS(16, 256, 66, false),
    IQ2_XS(17, 256, 74, false),
    IQ3_XXS(18, 256, 98, true),
    IQ1_S(19, 256, 50, false),
    IQ4_NL(20, 32, 18, true),
    IQ3_S(21, 256, 110, true),
    IQ2_S(22, 256, 82, false),
    IQ4_XS(23, 256, 136, true),
    I8(24, 1, 1, false),
    I16(25, 1, 2, false),
    I32(26, 1, 4, false),
    I64(27, 1, 8, false),
    F64(28, 1, 8, false),
    IQ1_M(29, 256, 56, false),
    BF16(30, 1, 2, true),
    TQ1_0(34, 256, 54, true),
    TQ2_0(35, 256, 66, true),
    MXFP4(39, 32, 17, true);

    private final int ggmlId;
    private final int blockSize;
    private final int blockBytes;
    private final boolean weights;

    DType(final int ggmlId, final int blockSize, final int blockBytes, final boolean weights) {
        this.ggmlId = ggmlId;
        this.blockSize = blockSize;
        this.blockBytes = blockBytes;
        this.weights = weights;
    }

    /** The type of this number in a GGUF file; empty for numbers that mean nothing (any more). */
    public static Optional<DType> ofGgml(final long id) {
        return Arrays.stream(values()).filter(type -> type.ggmlId == id).findFirst();
    }

    public int ggmlId() {
        return ggmlId;
    }

    /** Elements of a block; 1 for types without blocks. */
    public int blockSize() {
        return blockSize;
    }

    public int blockBytes() {
        return blockBytes;
    }

    /** Whether the engine can decode it, and so multiply with it. */
    public boolean isWeightType() {
        return weights;
    }

    /** Bytes of a row, whose length is a multiple of {@link #blockSize}. */
    public long rowBytes(final long columns) {
        return Math.multiplyExact(columns / blockSize, blockBytes);
    }
}
