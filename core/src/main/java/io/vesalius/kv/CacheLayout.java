package io.vesalius.kv;

import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.HeadLayout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How layers share pages. Layers that see the same form groups of equal size, a sequence has a
 * table of pages for each group, and all pages come from one pool of equal pages: so local layers
 * free what lies behind their window while global layers keep it. A page holds {@link #PAGE_TOKENS}
 * tokens of every layer of its group. Layers that choose their pages by attention are groups of
 * their own.
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
     * @param heavy how its pages are chosen by the attention that they had, if they are
     */
    public record Group(
            int window, int sinks, Optional<CachePolicy.HeavyHitters> heavy, List<Integer> layers) {
        private static Group of(final LayerCache layer, final List<Integer> layers) {
            return new Group(layer.window(), layer.sinks(), layer.heavy(), layers);
        }

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
                return Math.min(
                        all, heavy.map(CachePolicy.HeavyHitters::pages).orElse(Integer.MAX_VALUE));
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
     * @param massOffset byte offset of the attention that the layer's keys had, f32 `[kvHead]`;
     *     negative where it isn't kept
     */
    public record Place(
            int group,
            LayerCache layer,
            long keyOffset,
            long valueOffset,
            long boundsOffset,
            long massOffset) {}

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
                final long massAt = boundsAt + boundsBytes(layer);
                places[index] =
                        new Place(
                                g,
                                layer,
                                offset,
                                offset + keyBytes,
                                layer.bounds() ? boundsAt : -1,
                                layer.heavy().isPresent() ? massAt : -1);
                offset = massAt + massBytes(layer);
            }
            pageBytes = Math.max(pageBytes, offset);
        }
        return new CacheLayout(type, groups, pageBytes, List.of(places));
    }

    /** Bytes of a page of each group: what {@link #PAGE_TOKENS} tokens take. */
    public long blockBytes() {
        return groups.size() * pageBytes;
    }

    /** Bytes of one head's keys, or values, in a page. */
    public static long headBytes(final CacheType type, final int dim) {
        return new HeadLayout(type, dim, PAGE_TOKENS).bytes();
    }

    private static long boundsBytes(final LayerCache layer) {
        return layer.bounds() ? lines(2L * 4 * layer.kvHeadCount() * layer.keyDim()) : 0;
    }

    private static long massBytes(final LayerCache layer) {
        return layer.heavy().isPresent() ? lines(4L * layer.kvHeadCount()) : 0;
    }

    /** Whole cache lines. */
    private static long lines(final long bytes) {
        return Math.ceilDiv(bytes, 64L) * 64L;
    }

    /**
     * Whether layers let go of pages for what happened to be attended to: then a page belongs to
     * one sequence alone.
     */
    public boolean evicts() {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).heavy().isPresent()) {
                return true;
            }
        }
        return false;
    }

    /**
     * How many tokens behind so many can be computed at once: those up to where pages are let go.
     */
    public int longestChunk(final int length) {
        return evicts()
                ? CachePolicy.HeavyHitters.EVERY - length % CachePolicy.HeavyHitters.EVERY
                : Integer.MAX_VALUE;
    }

    /** Bytes that a sequence needs for each of its tokens while no window has passed. */
    public long bytesPerToken() {
        return groups.size() * pageBytes / PAGE_TOKENS;
    }

    /** Layers by what they see; those of each cut into groups as large as the smallest. */
    private static List<Group> group(final List<LayerCache> layers) {
        final Map<Group, List<Integer>> byView = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            final LayerCache layer = layers.get(i);
            final List<Integer> alone = layer.heavy().isPresent() ? List.of(i) : List.of();
            final Group view = Group.of(layer, alone);
            byView.computeIfAbsent(view, w -> new ArrayList<>()).add(i);
        }
        final int size = byView.values().stream().mapToInt(List::size).min().orElse(1);
        final List<Group> groups = new ArrayList<>();
        byView.forEach(
                (view, members) -> {
                    for (int from = 0; from < members.size(); from += size) {
                        final int to = Math.min(from + size, members.size());
                        final List<Integer> part = List.copyOf(members.subList(from, to));
                        groups.add(new Group(view.window(), view.sinks(), view.heavy(), part));
                    }
                });
        return List.copyOf(groups);
    }
}
