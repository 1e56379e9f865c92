package io.vesalius.kv;

import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.HeadLayout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How layers share pages. Layers that see the same form groups of equal size, a sequence has a
 * table of pages for each group, and all pages come from one pool of equal pages: so local layers
 * free what lies behind their window while global layers keep it. A page holds {@link #PAGE_TOKENS}
 * tokens of every layer of its group.
 *
 * @param type how elements are stored
 * @param groups each group's layers and window
 * @param pageBytes bytes of one page, the same in every group
 * @param places for each layer: its group and where its keys and values start within a page
 */
public record CacheLayout(CacheType type, List<Group> groups, long pageBytes, List<Place> places) {
    /** Tokens of a page. A multiple of 16, the width of a row of interleaved keys. */
    public static final int PAGE_TOKENS = 32;

    /**
     * Layers that see the same positions.
     *
     * @param window 0 where every position stays visible
     * @param sinks the first positions, visible beside the window
     */
    public record Group(int window, int sinks, List<Integer> layers) {
        /** The pages that hold the sinks, the first ones. */
        public int sinkPages() {
            return Math.ceilDiv(sinks, PAGE_TOKENS);
        }

        /** The first page that a query at `position` sees, sinks aside. */
        public int firstVisiblePage(final int position) {
            return window == 0 ? 0 : Math.max(0, position - window + 1) / PAGE_TOKENS;
        }

        /** Whether a query at `position`, or a later one, sees a page before its own. */
        public boolean keeps(final int page, final int position) {
            return page < sinkPages() || page >= firstVisiblePage(position);
        }

        /**
         * The most pages that a sequence holds on its way to a length.
         *
         * @param chunk the most tokens computed at once, which lie in pages beside the window
         */
        public long pages(final int length, final int chunk) {
            final long all = Math.ceilDiv(length, PAGE_TOKENS);
            if (window == 0) {
                return all;
            }
            final long seen = (long) window - 1 + chunk;
            return Math.min(all, sinkPages() + Math.ceilDiv(seen - 1, PAGE_TOKENS) + 1);
        }
    }

    /**
     * @param keyOffset byte offset in the page of the layer's keys, `[kvHead][page tokens /
     *     16][keyDim][16 tokens]`
     * @param valueOffset byte offset in the page of the layer's values, `[kvHead][page
     *     tokens][valueDim]`
     * @param boundsOffset byte offset of the bounds of the layer's keys, f32 `[kvHead][2][keyDim]`;
     *     negative where it has none
     */
    public record Place(
            int group, LayerCache layer, long keyOffset, long valueOffset, long boundsOffset) {}

    /**
     * @param layers what each layer keeps, in order
     */
    public static CacheLayout of(final List<LayerCache> layers, final CacheType type) {
        final List<Group> groups = group(layers);
        final Place[] places = new Place[layers.size()];
        long pageBytes = 0;
        for (int g = 0; g < groups.size(); g++) {
            long offset = 0;
            for (final int index : groups.get(g).layers()) {
                final LayerCache layer = layers.get(index);
                final long keyBytes = headBytes(type, layer.keyDim()) * layer.kvHeadCount();
                final long valueBytes = headBytes(type, layer.valueDim()) * layer.kvHeadCount();
                final long boundsAt = offset + keyBytes + valueBytes;
                places[index] =
                        new Place(
                                g,
                                layer,
                                offset,
                                offset + keyBytes,
                                layer.bounds() ? boundsAt : -1);
                offset = boundsAt + boundsBytes(layer);
            }
            pageBytes = Math.max(pageBytes, offset);
        }
        return new CacheLayout(type, groups, pageBytes, List.of(places));
    }

    /** Bytes of one head's keys, or values, in a page. */
    public static long headBytes(final CacheType type, final int dim) {
        return new HeadLayout(type, dim, PAGE_TOKENS).bytes();
    }

    /** Whole cache lines. */
    private static long boundsBytes(final LayerCache layer) {
        final long bytes = 2L * 4 * layer.kvHeadCount() * layer.keyDim();
        return layer.bounds() ? Math.ceilDiv(bytes, 64L) * 64L : 0;
    }

    /** Bytes that a sequence needs for each of its tokens while no window has passed. */
    public long bytesPerToken() {
        return groups.size() * pageBytes / PAGE_TOKENS;
    }

    /** Layers by what they see; those of each cut into groups as large as the smallest. */
    private static List<Group> group(final List<LayerCache> layers) {
        final Map<Group, List<Integer>> byView = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            final Group view = new Group(layers.get(i).window(), layers.get(i).sinks(), List.of());
            byView.computeIfAbsent(view, w -> new ArrayList<>()).add(i);
        }
        final int size = byView.values().stream().mapToInt(List::size).min().orElse(1);
        final List<Group> groups = new ArrayList<>();
        byView.forEach(
                (view, members) -> {
                    for (int from = 0; from < members.size(); from += size) {
                        final int to = Math.min(from + size, members.size());
                        final List<Integer> part = List.copyOf(members.subList(from, to));
                        groups.add(new Group(view.window(), view.sinks(), part));
                    }
                });
        return List.copyOf(groups);
    }
}
