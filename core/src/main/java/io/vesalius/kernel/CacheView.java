package io.vesalius.kernel;

import io.vesalius.tensor.HeadLayout;

import java.lang.foreign.MemorySegment;

/**
 * One layer's keys and values in the pages.
 *
 * @param memory all pages
 * @param pageBytes bytes of a page
 * @param keys how a head's keys lie
 * @param values how a head's values lie
 * @param keyOffset where in a page the layer's keys start
 * @param valueOffset where in a page the layer's values start
 * @param boundsOffset where in a page the bounds of the layer's keys start, f32
 *     `[kvHead][2][keyDim]`: each element's smallest, then each one's largest; negative where there
 *     are none
 * @param massOffset where in a page the attention starts that the layer's keys had, f32 `[kvHead]`;
 *     negative where it isn't kept
 */
public record CacheView(
        MemorySegment memory,
        long pageBytes,
        HeadLayout keys,
        HeadLayout values,
        long keyOffset,
        long valueOffset,
        long boundsOffset,
        long massOffset) {
    /** A layer without bounds and masses. */
    public CacheView(
            final MemorySegment memory,
            final long pageBytes,
            final HeadLayout keys,
            final HeadLayout values,
            final long keyOffset,
            final long valueOffset) {
        this(memory, pageBytes, keys, values, keyOffset, valueOffset, -1, -1);
    }

    /** Where a head's keys start in a page. */
    public long keyHeadAt(final int page, final int kvHead) {
        return page * pageBytes + keyOffset + kvHead * keys.bytes();
    }

    /** Where the bounds of a head's keys start in a page. */
    public long boundsAt(final int page, final int kvHead) {
        return page * pageBytes + boundsOffset + 8L * kvHead * keys.dim();
    }

    /** Whether the attention that pages have is counted. */
    public boolean countsMasses() {
        return massOffset >= 0;
    }

    /** Where the attention is that a head's keys in a page had. */
    public long massAt(final int page, final int kvHead) {
        return page * pageBytes + massOffset + 4L * kvHead;
    }

    /** Where a head's values start in a page. */
    public long valueHeadAt(final int page, final int kvHead) {
        return page * pageBytes + valueOffset + kvHead * values.bytes();
    }
}
