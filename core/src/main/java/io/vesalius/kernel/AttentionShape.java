package io.vesalius.kernel;

/**
 * What attention computes in one layer.
 *
 * @param headCount query heads
 * @param kvHeadCount heads of keys and values; each serves `headCount / kvHeadCount` query heads
 * @param keyDim elements of a query and a key
 * @param valueDim elements of a value
 * @param scale what scores are multiplied with
 * @param softCap scores become `softCap * tanh(score / softCap)`; 0 for none
 * @param window positions that a query sees, its own included; 0 for all
 * @param sinks the first positions, which are no part of the window: every query sees them as well,
 *     by {@link #sinksAlone}
 * @param bestPages pages that a query sees, those whose keys' bounds allow the largest scores; 0
 *     for all
 */
public record AttentionShape(
        int headCount,
        int kvHeadCount,
        int keyDim,
        int valueDim,
        float scale,
        float softCap,
        int window,
        int sinks,
        int bestPages) {
    /** Positions of a tile of the online softmax, at absolute multiples. */
    public static final int TILE = 64;

    /** Positions of a segment whose softmax starts afresh, at absolute multiples. */
    public static final int SEGMENT = 512;

    /** Positions of a page whose attention is counted, half a tile. */
    public static final int PAGE = 32;

    /** A shape without sinks, that sees all pages. */
    public AttentionShape(
            final int headCount,
            final int kvHeadCount,
            final int keyDim,
            final int valueDim,
            final float scale,
            final float softCap,
            final int window) {
        this(headCount, kvHeadCount, keyDim, valueDim, scale, softCap, window, 0, 0);
    }

    public int groupSize() {
        return headCount / kvHeadCount;
    }

    /** The first position that a query at `position` sees, sinks aside. */
    public int firstVisible(final int position) {
        return window == 0 ? 0 : Math.max(sinks, position - window + 1);
    }

    /** Where the segment starts of the first position that a query at `position` sees. */
    int firstSegment(final int position) {
        return firstVisible(position) / SEGMENT * SEGMENT;
    }

    /** What is computed over the sinks: they are all that there is. */
    public AttentionShape sinksAlone() {
        return withWindow(0).withSinks(0);
    }

    public AttentionShape withScale(final float value) {
        return new AttentionShape(
                headCount, kvHeadCount, keyDim, valueDim, value, softCap, window, sinks, bestPages);
    }

    public AttentionShape withSoftCap(final float value) {
        return new AttentionShape(
                headCount, kvHeadCount, keyDim, valueDim, scale, value, window, sinks, bestPages);
    }

    public AttentionShape withWindow(final int value) {
        return new AttentionShape(
                headCount, kvHeadCount, keyDim, valueDim, scale, softCap, value, sinks, bestPages);
    }

    public AttentionShape withSinks(final int value) {
        return new AttentionShape(
                headCount, kvHeadCount, keyDim, valueDim, scale, softCap, window, value, bestPages);
    }

    public AttentionShape withBestPages(final int value) {
        return new AttentionShape(
                headCount, kvHeadCount, keyDim, valueDim, scale, softCap, window, sinks, value);
    }
}
