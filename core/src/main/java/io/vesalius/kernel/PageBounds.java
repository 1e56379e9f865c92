package io.vesalius.kernel;

/** The smallest and the largest of each element of a page's keys, as they are read. */
final class PageBounds {
    private PageBounds() {}

    /** Writes those of one head's keys, all of which are there. */
    static void write(final CacheView cache, final int page, final int kvHead) {
        final int dim = cache.keys().dim();
        final long headAt = cache.keyHeadAt(page, kvHead);
        final long boundsAt = cache.boundsAt(page, kvHead);
        for (int d = 0; d < dim; d++) {
            float smallest = Float.POSITIVE_INFINITY;
            float largest = Float.NEGATIVE_INFINITY;
            for (int slot = 0; slot < cache.keys().pageTokens(); slot++) {
                final float key =
                        DefinitionCache.read(cache.memory(), headAt, cache.keys(), slot, d, true);
                smallest = Math.min(smallest, key);
                largest = Math.max(largest, key);
            }
            Memory.f32(cache.memory(), boundsAt + 4L * d, smallest);
            Memory.f32(cache.memory(), boundsAt + 4L * (dim + d), largest);
        }
    }
}
