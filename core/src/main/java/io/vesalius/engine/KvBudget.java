package io.vesalius.engine;

import io.vesalius.base.CapacityException;
import io.vesalius.base.Counted;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.PageCache;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many pages an engine has, decided once at its start.
 *
 * @param pages of the model's cache
 * @param draftPages of the draft model's, for as many tokens; 0 without one
 */
record KvBudget(int pages, int draftPages) {
    /**
     * Sequences of the whole context that the cache holds by itself, where the machine can spare
     * it.
     */
    private static final int FULL_SEQUENCES = 8;

    /**
     * @param asked bytes for both, or what the machine can spare: up to eight sequences of the
     *     whole context, in at most half of its memory
     * @param draft the draft model's layout
     * @throws CapacityException when there isn't room for a single page a group
     */
    static KvBudget of(
            final CacheLayout layout,
            final int contextLength,
            final int maxRows,
            final OptionalLong asked,
            final Optional<CacheLayout> draft) {
        final long most = PageCache.pagesFor(layout, contextLength, maxRows) * FULL_SEQUENCES;
        if (draft.isPresent()) {
            final long blocks = Math.ceilDiv(most, layout.groups().size());
            final long block = layout.blockBytes() + draft.get().blockBytes();
            return shared(layout, draft.get(), asked.orElseGet(() -> spare(blocks * block)));
        }
        final long bytes = asked.orElseGet(() -> spare(most * layout.pageBytes()));
        final long pages = Math.min(bytes / layout.pageBytes(), Integer.MAX_VALUE - 1);
        if (pages < layout.groups().size()) {
            throw new CapacityException(
                    "a cache of %d bytes is too small: it needs at least %s of %d bytes"
                            .formatted(
                                    bytes,
                                    Counted.of(layout.groups().size(), "page"),
                                    layout.pageBytes()));
        }
        return new KvBudget((int) pages, 0);
    }

    /** Both caches hold as many tokens. */
    private static KvBudget shared(
            final CacheLayout layout, final CacheLayout draft, final long bytes) {
        final int groups = Math.max(layout.groups().size(), draft.groups().size());
        final long blocks =
                Math.min(
                        bytes / (layout.blockBytes() + draft.blockBytes()),
                        (Integer.MAX_VALUE - 1) / groups);
        if (blocks == 0) {
            throw new CapacityException(
                    "a cache of %d bytes is too small: %d tokens take %d bytes of the model's and %d of the draft's"
                            .formatted(
                                    bytes,
                                    CacheLayout.PAGE_TOKENS,
                                    layout.blockBytes(),
                                    draft.blockBytes()));
        }
        return new KvBudget(
                (int) blocks * layout.groups().size(), (int) blocks * draft.groups().size());
    }

    private static long spare(final long wanted) {
        final long memory =
                ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getTotalMemorySize();
        return Math.min(wanted, memory / 2);
    }
}
