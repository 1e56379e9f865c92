package io.vesalius.kv;

import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.HeadLayout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How layers share pages. Layers of one window form groups of equal size, a sequence has a table of
 * pages for each group, and all pages come from one pool of equal pages: so local layers free what
 * lies behind their window while global layers keep it. A page holds {@link #PAGE_TOKENS} tokens of
 * every layer of its group.
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
     * @param window 0 where every position stays visible
     */
    public record Group(int window, List<Integer> layers) {}

    /**
     * @param keyOffset byte offset in the page of the layer's keys, `[kvHead][page tokens /
     *     16][keyDim][16 tokens]`
     * @param valueOffset byte offset in the page of the layer's values, `[kvHead][page
     *     tokens][valueDim]`
     */
    public record Place(int group, LayerCache layer, long keyOffset, long valueOffset) {}

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
                places[index] = new Place(g, layer, offset, offset + keyBytes);
                offset += keyBytes + valueBytes;
            }
            pageBytes = Math.max(pageBytes, offset);
        }
        return new CacheLayout(type, groups, pageBytes, List.of(places));
    }

    /** Bytes of one head's keys, or values, in a page. */
    public static long headBytes(final CacheType type, final int dim) {
        return new HeadLayout(type, dim, PAGE_TOKENS).bytes();
    }

    /** Bytes that a sequence needs for each of its tokens while no window has passed. */
    public long bytesPerToken() {
        return groups.size() * pageBytes / PAGE_TOKENS;
    }

    /** Layers by window; each window's layers cut into groups as large as the smallest window's. */
    private static List<Group> group(final List<LayerCache> layers) {
        final Map<Integer, List<Integer>> byWindow = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            byWindow.computeIfAbsent(layers.get(i).window(), w -> new ArrayList<>()).add(i);
        }
        final int size = byWindow.values().stream().mapToInt(List::size).min().orElse(1);
        final List<Group> groups = new ArrayList<>();
        byWindow.forEach(
                (window, members) -> {
                    for (int from = 0; from < members.size(); from += size) {
                        final int to = Math.min(from + size, members.size());
                        groups.add(new Group(window, List.copyOf(members.subList(from, to))));
                    }
                });
        return List.copyOf(groups);
    }
}
