package io.vesalius.kernel;

import io.vesalius.tensor.HeadLayout;
import io.vesalius.tensor.TensorRows;

import java.util.BitSet;
import java.util.List;

/**
 * A device that computes: it owns the memory of weights, activations and pages, and runs each verb
 * over the rows of a batch. What it hands out is opaque and valid until it is closed. One thread at
 * a time calls it.
 */
public interface Compute extends AutoCloseable {
    /** What computes, for `doctor` and logs: `vector-512, 2 threads`. */
    String description();

    /** So many rows are to be computed with next; before the first is written. */
    void begin(int rows);

    /** Zeroed activations, `[capacity, columns]`. */
    Rows rows(int capacity, int columns);

    /** A weight vector. */
    Vector vector(float[] values);

    /**
     * Reads and packs a matrix, on all workers.
     *
     * @throws io.vesalius.base.BadFileException when the file ends early or a scale is no number
     */
    Matrix matrix(TensorRows source);

    /** Memory for pages; closed by the caller. */
    PageStore pages(int count, long pageBytes);

    /**
     * One layer's view of the pages.
     *
     * @param pages made by this device
     * @param boundsOffset negative for a layer without bounds
     * @param massOffset negative for a layer that keeps no attention of its pages
     */
    CacheView view(
            PageStore pages,
            HeadLayout keys,
            HeadLayout values,
            long keyOffset,
            long valueOffset,
            long boundsOffset,
            long massOffset);

    /** Copies a row of activations in: `[columns]` or fewer. */
    void write(Rows x, int row, float[] values, int from, int count);

    /** Copies a row of activations out. */
    void read(Rows x, int row, float[] values);

    /** Copies the first rows of `x` to `y`, whose rows are as long. */
    void copy(Rows x, int rows, Rows y);

    /** Copies row `source[i]` of `x` to row `i` of `y`, for `rows` rows. */
    void gather(Rows x, int[] source, int rows, Rows y);

    /** Row `i` of `y` becomes row `ids[i]` of the matrix. */
    void embed(Matrix table, int[] ids, int rows, Rows y);

    /** `y = x * weight + bias`; see {@link #takePoisoned}. */
    void product(Rows x, int rows, Linear linear, Rows y);

    /** Products that share an input: `ys[i]` becomes that with `linears[i]`. */
    void product(Rows x, int rows, List<Linear> linears, List<Rows> ys);

    /** RMSNorm over each `width` consecutive elements with the same weights; x and y may be one. */
    void rmsNorm(Rows x, int rows, Vector weight, float epsilon, Rows y);

    /**
     * Rotates heads in place.
     *
     * @param angles for each row the cosines and sines of its position, `[rows, rotaryDim]`
     */
    void rotate(Rows x, int rows, int headDim, Pairing pairing, Rows angles);

    /** Writes keys and values of all rows to the pages of their spans. */
    void store(CacheView cache, Spans spans, Rows keys, Rows values);

    /**
     * Attention of all rows over what their sequences' pages hold, causal. Where the cache keeps
     * the attention that pages had, each row's share of it is added there.
     *
     * @param sinkQueries the queries as they stand to the shape's sinks, as {@link #attention(
     *     AttentionShape, CacheView, Spans, Rows, Rows)} takes them where there are none
     */
    void attention(
            AttentionShape shape,
            CacheView cache,
            Spans spans,
            Rows queries,
            Rows sinkQueries,
            Rows out);

    /** The same with one kind of queries. */
    default void attention(
            final AttentionShape shape,
            final CacheView cache,
            final Spans spans,
            final Rows queries,
            final Rows out) {
        attention(shape, cache, spans, queries, queries, out);
    }

    /** `gate = activation(gate) * up`. */
    void gate(Activation kind, Rows gate, Rows up, int rows);

    /** `x = x + y`. */
    void add(Rows x, Rows y, int rows);

    /** `x = x * factor`. */
    void scale(Rows x, int rows, float factor);

    /** `x = cap * tanh(x / cap)`. */
    void softCap(Rows x, int rows, float cap);

    /** Marks as poisoned the rows that hold an infinity or NaN. */
    void check(Rows x, int rows);

    /**
     * Adds the rows, as numbered in the products and checks, that met an infinity or NaN since the
     * last call.
     */
    void takePoisoned(BitSet into);

    @Override
    void close();
}
