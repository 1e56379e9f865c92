package io.vesalius.model;

import io.vesalius.kernel.PageStore;
import io.vesalius.kv.CacheLayout;

import java.util.function.BooleanSupplier;

/**
 * A loaded model: one forward pass over a flat batch. It holds weights and scratch memory and no
 * sequence; one thread at a time calls it.
 */
public interface Model extends AutoCloseable {
    int vocabSize();

    /** Positions that the model was made for, after the scaling that its file asks for. */
    int contextLength();

    /** The most tokens of a sequence: the context, or more where the cache forgets. */
    int longestSequence();

    /** What its layers cache and how they share pages. */
    CacheLayout cacheLayout();

    /**
     * Memory for `pageCount` pages of {@link #cacheLayout()}; closed by the caller, before this.
     */
    PageStore pages(int pageCount);

    /** The most rows of one batch. */
    int maxRows();

    /** The most rows of one batch that may ask for logits. */
    int maxLogitRows();

    /**
     * Computes a batch: keys and values are written to the segments' pages, logits are kept until
     * the next call.
     *
     * @param cancelled asked between layers; when it says true the pass ends early, and neither its
     *     logits nor what it wrote to the cache may be used
     * @return false when the pass was cancelled
     */
    boolean forward(Batch batch, PageStore pages, BooleanSupplier cancelled);

    /**
     * Copies the logits of logits row `index` of the last batch to `destination`, `[vocabSize]`.
     */
    void logits(int index, float[] destination);

    /**
     * Whether the last batch met an infinity or NaN in a row of this segment: its sequence must
     * fail, and no other.
     */
    boolean poisoned(Batch.Segment segment);

    @Override
    void close();
}
