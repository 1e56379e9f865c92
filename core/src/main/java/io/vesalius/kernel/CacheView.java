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
 */
public record CacheView(
        MemorySegment memory,
        long pageBytes,
        HeadLayout keys,
        HeadLayout values,
        long keyOffset,
        long valueOffset) {
    /** Where a head's keys start in a page. */
    public long keyHeadAt(final int page, final int kvHead) {
        return page * pageBytes + keyOffset + kvHead * keys.bytes();
    }

    /** Where a head's values start in a page. */
    public long valueHeadAt(final int page, final int kvHead) {
        return page * pageBytes + valueOffset + kvHead * values.bytes();
    }
}
