package io.vesalius.kv;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The choice among a layer's pages by the attention that they had.
 *
 * @param masses how that is read
 */
record HeavyPages(CacheLayout layout, PageCache.PageMass masses) {
    /**
     * The blocks whose pages are neither among the last ones nor among those with the most
     * attention; of equal ones the earlier stays.
     *
     * @param group of layers that choose
     * @param table the page of each block, negative where it was let go before
     * @param count blocks
     */
    List<Integer> others(
            final CacheLayout.Group group,
            final CachePolicy.HeavyHitters policy,
            final int[] table,
            final int count) {
        final Comparator<Integer> heaviest =
                Comparator.comparingDouble(block -> -mass(group, table[block]));
        return IntStream.range(0, count - policy.recent())
                .filter(block -> table[block] >= 0)
                .boxed()
                .sorted(heaviest)
                .skip(policy.heavy())
                .toList();
    }

    /** Of all heads, one after another. */
    private float mass(final CacheLayout.Group group, final int page) {
        float sum = 0;
        for (final int layer : group.layers()) {
            final CacheLayout.Place place = layout.places().get(layer);
            for (int kvHead = 0; kvHead < place.layer().kvHeadCount(); kvHead++) {
                sum += masses.mass(page, place.massOffset() + 4L * kvHead);
            }
        }
        return sum;
    }
}
