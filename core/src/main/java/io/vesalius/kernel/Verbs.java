package io.vesalius.kernel;

import io.vesalius.tensor.DType;

import java.lang.foreign.MemorySegment;

/**
 * The numeric verbs that every model is made of, each for the piece of work that one worker does.
 * {@link Definition} says what they mean, operation by operation (docs/NUMERICS.md); every other
 * implementation returns the same bits. Stateless: any number of workers call them at once. All
 * offsets are in bytes, all elements f32 unless said otherwise.
 */
public interface Verbs {
    /** A short name for logs: `definition`, `vector-512`. */
    String name();

    /** Loops that show what the processor can do at most, made anew. */
    default LimitLoops limitLoops() {
        return new PlainLoops();
    }

    /** Whether products of this weight type take quantised activations. */
    static boolean quantizes(final DType type) {
        return switch (type) {
            case F32, F16, BF16 -> false;
            default -> true;
        };
    }

    /**
     * Whether a quantised type's weights have six bits or fewer, so that some products with
     * activations add up to 16 bits.
     */
    static boolean narrow(final DType type) {
        return switch (type) {
            case Q8_0, IQ4_NL, IQ4_XS -> false;
            default -> quantizes(type);
        };
    }

    /** Bytes of a packed tile of {@link Matrix#TILE_ROWS} rows. */
    long tileBytes(DType type, int columns);

    /**
     * Packs a tile.
     *
     * @param raw up to {@link Matrix#TILE_ROWS} rows as the file has them, one after another
     * @param rowCount how many; the rest of the tile becomes zeros
     * @param tile where the tile goes, {@link #tileBytes} bytes, zeroed
     */
    void pack(DType type, int columns, MemorySegment raw, int rowCount, MemorySegment tile);

    /** Writes one row of a packed matrix as f32, `[columns]`. */
    void readRow(Matrix matrix, int row, MemorySegment out, long outAt);

    /**
     * Quantises one row of activations.
     *
     * @return false when the row holds an infinity or NaN: it is then quantised as zeros
     */
    boolean quantize(MemorySegment x, long xAt, Quantized out, int row);

    /**
     * Products of quantised rows `[fromRow, toRow)` with tiles `[fromTile, toTile)`: `y[row,
     * output] = sum(w[output, k] * x[row, k])`.
     */
    void product(Matrix w, int fromTile, int toTile, Quantized x, int fromRow, int toRow, Rows y);

    /** The same for weights of a floating-point type. */
    void product(Matrix w, int fromTile, int toTile, Rows x, int fromRow, int toRow, Rows y);

    /** `y = (x / rms(x)) * w` over `n` elements. */
    void rmsNorm(
            MemorySegment x, long xAt, Vector w, float epsilon, int n, MemorySegment y, long yAt);

    /**
     * Rotates `heads` heads in place by the angles of one position.
     *
     * @param angles cosines `[rotaryDim / 2]`, then sines `[rotaryDim / 2]`
     */
    void rotate(
            MemorySegment x,
            long xAt,
            int heads,
            int headDim,
            int rotaryDim,
            Pairing pairing,
            MemorySegment angles,
            long anglesAt);

    /** Writes the key of all kv heads of one token, `[kvHeadCount, keyDim]`, to its page. */
    void storeKey(MemorySegment x, long xAt, int kvHeadCount, CacheView cache, int page, int slot);

    /** Writes the value of all kv heads of one token, `[kvHeadCount, valueDim]`, to its page. */
    void storeValue(
            MemorySegment x, long xAt, int kvHeadCount, CacheView cache, int page, int slot);

    /**
     * The most that the product of a query and a key can be, given each element's bounds: the sum
     * of the larger of `query[d] * smallest[d]` and `query[d] * largest[d]`, in the order of {@link
     * Sums}.
     *
     * @param bounds the smallest, `[dim]`, then the largest, `[dim]`
     */
    float bound(MemorySegment query, long queryAt, MemorySegment bounds, long boundsAt, int dim);

    /** Attention over one segment of positions; a row that sees none of it gets m = -inf. */
    void attend(AttentionTask task);

    /**
     * Merges the result of a later segment into that of earlier ones (partials as in {@link
     * AttentionTask}).
     */
    void merge(MemorySegment into, long intoAt, MemorySegment next, long nextAt, int valueDim);

    /** Divides a merged result by its sum. */
    void finish(MemorySegment partial, long partialAt, int valueDim, MemorySegment y, long yAt);

    /** `gate = activation(gate) * up`. */
    void gate(Activation kind, MemorySegment gate, MemorySegment up, long at, long n);

    /** `x = x + y`. */
    void add(MemorySegment x, long xAt, MemorySegment y, long yAt, long n);

    /** `x = x * factor`. */
    void scale(MemorySegment x, long xAt, float factor, long n);

    /** `x = cap * tanh(x / cap)`. */
    void softCap(MemorySegment x, long xAt, float cap, long n);

    /** Products of training: see {@link PanelProduct}, in order of k, each added by one fma. */
    void accumulate(PanelProduct product);

    /** `x = e^x` for `count` elements from `from` on. */
    void exp(float[] x, int from, int count);
}
