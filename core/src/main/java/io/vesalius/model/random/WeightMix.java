package io.vesalius.model.random;

import io.vesalius.tensor.DType;

import java.util.Locale;

/**
 * Which type each matrix has. The mixes are those that llama-quantize writes without an importance
 * matrix, by its names: a file of `Q4_0` has its output in Q6_K, one of `Q4_K_M` half of the value
 * and down projections too.
 */
public enum WeightMix {
    F32(DType.F32, 0),
    F16(DType.F16, 1),
    BF16(DType.BF16, 32),
    Q8_0(DType.Q8_0, 7),
    Q4_0(DType.Q4_0, 2),
    Q4_1(DType.Q4_1, 3),
    Q5_0(DType.Q5_0, 8),
    Q5_1(DType.Q5_1, 9),
    Q4_K_S(DType.Q4_K, 14),
    Q4_K_M(DType.Q4_K, 15),
    Q5_K_S(DType.Q5_K, 16),
    Q5_K_M(DType.Q5_K, 17),
    Q6_K(DType.Q6_K, 18),
    IQ4_NL(DType.IQ4_NL, 25),
    MXFP4(DType.MXFP4, 38);

    /** What a matrix is for. */
    enum Role {
        EMBEDDING,
        OUTPUT,
        VALUE,
        DOWN,
        OTHER
    }

    /**
     * Where a matrix is.
     *
     * @param layer 0 outside of layers
     * @param columns a block must divide them
     */
    record Place(Role role, int layer, int layerCount, int columns) {
        boolean early() {
            return layer < layerCount / 8;
        }

        /** The first and last eighth of the layers, and every third between them. */
        boolean important() {
            return early() || layer >= 7 * layerCount / 8 || (layer - layerCount / 8) % 3 == 2;
        }
    }

    private final DType main;
    private final int fileType;

    WeightMix(final DType main, final int fileType) {
        this.main = main;
        this.fileType = fileType;
    }

    /** The type of most matrices. */
    public DType main() {
        return main;
    }

    /** The number of `general.file_type`. */
    int fileType() {
        return fileType;
    }

    /** As a command line spells it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    DType typeOf(final Place place, final DecoderShape shape) {
        return fitting(
                switch (place.role()) {
                    case EMBEDDING, OTHER -> main;
                    case OUTPUT -> output(place.columns());
                    case VALUE -> value(place, shape);
                    case DOWN -> down(place);
                },
                place.columns());
    }

    private DType output(final int columns) {
        return switch (main) {
            case F32, F16, BF16, Q8_0 -> main;
            case MXFP4 -> DType.Q8_0;
            default -> columns % main.blockSize() == 0 ? DType.Q6_K : DType.Q8_0;
        };
    }

    private DType value(final Place place, final DecoderShape shape) {
        return switch (this) {
            case Q4_K_M, Q5_K_M -> place.important() ? DType.Q6_K : main;
            case Q4_K_S -> place.layer() < 4 ? DType.Q5_K : main;
            case IQ4_NL -> shape.heads() / shape.kvHeads() >= 4 ? DType.Q5_K : main;
            default -> main;
        };
    }

    private DType down(final Place place) {
        return switch (this) {
            case Q4_K_M, Q5_K_M -> place.important() ? DType.Q6_K : main;
            case Q4_K_S, IQ4_NL -> place.early() ? DType.Q5_K : main;
            default -> main;
        };
    }

    /** The type itself, or the nearest whose blocks divide a row. */
    static DType fitting(final DType type, final int columns) {
        if (columns % type.blockSize() == 0) {
            return type;
        }
        final DType smaller =
                switch (type) {
                    case Q4_K -> DType.Q5_0;
                    case Q5_K -> DType.Q5_1;
                    case Q6_K -> DType.Q8_0;
                    default -> DType.F16;
                };
        return columns % smaller.blockSize() == 0 ? smaller : DType.F16;
    }
}
