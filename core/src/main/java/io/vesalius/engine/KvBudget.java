package io.vesalius.engine;

import io.vesalius.base.CapacityException;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.PageCache;

import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/** How many pages an engine has, decided once at its start. */
final class KvBudget {
    /**
     * Sequences of the whole context that the cache holds by itself, where the machine can spare
     * it.
     */
    private static final int FULL_SEQUENCES = 8;

    private KvBudget() {}

    /**
     * @param asked bytes, or what the machine can spare: up to eight sequences of the whole
     *     context, in at most half of its memory
     * @throws CapacityException when there isn't room for a single page a group
     */
    static int pages(
            final CacheLayout layout,
            final int contextLength,
            final int maxRows,
            final OptionalLong asked) {
        final long most = PageCache.pagesFor(layout, contextLength, maxRows) * FULL_SEQUENCES;
        final long bytes = asked.orElseGet(() -> spare(most * layout.pageBytes()));
        final long pages = Math.min(bytes / layout.pageBytes(), Integer.MAX_VALUE - 1);
        if (pages < layout.groups().size()) {
            throw new CapacityException(
                    "a cache of %d bytes is too small: it needs at least %d pages of %d bytes"
                            .formatted(bytes, layout.groups().size(), layout.pageBytes()));
        }
        return (int) pages;
    }

    private static long spare(final long wanted) {
        final long memory =
                ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getTotalMemorySize();
        return Math.min(wanted, memory / 2);
    }
}
