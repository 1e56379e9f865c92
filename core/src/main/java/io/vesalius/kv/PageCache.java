package io.vesalius.kv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The paged cache's bookkeeping (PagedAttention, arXiv:2309.06180, section 4): sequences hold
 * pages, share those of a common prefix, copy on write, and free what lies behind a window. For the
 * engine's thread alone.
 */
public final class PageCache {
    /** Copies the content of a page. */
    @FunctionalInterface
    public interface PageCopy {
        void copy(int fromPage, int toPage);
    }

    /** Reads the attention that a page had. */
    @FunctionalInterface
    public interface PageMass {
        /**
         * @param offset of an f32 within the page
         */
        float mass(int page, long offset);
    }

    private static final int PAGE_TOKENS = CacheLayout.PAGE_TOKENS;

    private final CacheLayout layout;
    private final int pageCount;
    private final PageCopy copier;
    private final HeavyPages heavy;
    private final boolean shares;
    private final PagePool pool;
    private final PrefixIndex index;
    private final Set<SequencePages> sequences = new LinkedHashSet<>();
    private long queriedTokens;
    private long hitTokens;

    /**
     * @param copier how a page's content is copied when a shared one is written
     * @param masses how the attention that pages had is read, where layers choose by it
     */
    public PageCache(
            final CacheLayout layout,
            final int pageCount,
            final PageCopy copier,
            final PageMass masses) {
        this.layout = layout;
        this.pageCount = pageCount;
        this.copier = copier;
        heavy = new HeavyPages(layout, masses);
        shares = !layout.evicts();
        index = new PrefixIndex(layout.groups(), pageCount);
        pool = new PagePool(pageCount, index::remove);
    }

    /** Pages of a sequence whose tokens nobody has computed. */
    public SequencePages open() {
        return open(new int[0], 0);
    }

    /**
     * Pages of a sequence, with the longest prefix that is known already; {@link
     * SequencePages#capacity} says how long that is. Where layers let go of pages for the attention
     * that they had, nothing is shared.
     *
     * @param length how many of the tokens may be taken from the cache; less than all of them where
     *     the last one's logits are wanted
     */
    public SequencePages open(final int[] tokens, final int length) {
        final List<PrefixIndex.Node> path = shares ? index.longest(tokens, length) : List.of();
        final SequencePages pages =
                new SequencePages(groups(), path.isEmpty() ? index.root() : path.getLast());
        index.hold(pages.node);
        final int reused = path.size() * PAGE_TOKENS;
        for (int i = 0; i < path.size(); i++) {
            pages.add(reuse(path.get(i), i, reused));
        }
        pages.committed = path.size();
        queriedTokens += shares ? length : 0;
        hitTokens += reused;
        sequences.add(pages);
        return pages;
    }

    private int[] reuse(final PrefixIndex.Node node, final int block, final int length) {
        final int[] pages = new int[groups()];
        for (int group = 0; group < pages.length; group++) {
            final boolean visible = layout.groups().get(group).keeps(block, length);
            pages[group] = visible ? node.page(group) : SequencePages.NONE;
            if (visible) {
                pool.retain(pages[group]);
            }
        }
        return pages;
    }

    /**
     * Makes room for tokens `[from, to)` that are to be computed now, in pages that are this
     * sequence's own.
     *
     * @return false when pages are short; nothing has changed then
     */
    public boolean reserve(final SequencePages pages, final int from, final int to) {
        final int copies = sharedTail(pages, from);
        final int blocks = Math.max(0, Math.ceilDiv(to, PAGE_TOKENS) - pages.count);
        if ((long) blocks * groups() + copies > pool.available()) {
            return false;
        }
        if (copies > 0) {
            ownTail(pages, from / PAGE_TOKENS);
        }
        for (int i = 0; i < blocks; i++) {
            final int[] fresh = new int[groups()];
            Arrays.setAll(fresh, group -> pool.take());
            pages.add(fresh);
        }
        return true;
    }

    /** How many shared pages the first of the new tokens would be written to. */
    private int sharedTail(final SequencePages pages, final int from) {
        final int block = from / PAGE_TOKENS;
        int shared = 0;
        for (int group = 0; block < pages.count && group < groups(); group++) {
            shared += pool.shared(pages.tables[group][block]) ? 1 : 0;
        }
        return shared;
    }

    private void ownTail(final SequencePages pages, final int block) {
        for (final int[] table : pages.tables) {
            final int shared = table[block];
            if (pool.shared(shared)) {
                final int own = pool.take();
                copier.copy(shared, own);
                pool.release(shared);
                table[block] = own;
            }
        }
    }

    /**
     * Tokens up to `length` are computed and final: full pages become findable, and those that no
     * later position sees are let go. A page that another sequence has computed as well is given up
     * for the other's, whose bits are the same. At a length where layers choose their pages by the
     * attention that they had, the others are let go.
     */
    public void commit(final SequencePages pages, final int[] tokens, final int length) {
        while (shares && (pages.committed + 1) * PAGE_TOKENS <= length) {
            final int block = pages.committed++;
            final PrefixIndex.Node node = index.child(pages.node, tokens, block);
            index.hold(node);
            index.letGo(pages.node);
            pages.node = node;
            for (int group = 0; group < groups(); group++) {
                settle(pages, node, group, block);
            }
        }
        trim(pages, length);
        if (layout.longestChunk(length) == CachePolicy.HeavyHitters.EVERY) {
            evict(pages);
        }
    }

    private void evict(final SequencePages pages) {
        for (int group = 0; group < groups(); group++) {
            final int[] table = pages.tables[group];
            final CacheLayout.Group view = layout.groups().get(group);
            view.heavy().stream()
                    .flatMap(policy -> heavy.others(view, policy, table, pages.count).stream())
                    .forEach(
                            block -> {
                                pool.release(table[block]);
                                table[block] = SequencePages.NONE;
                            });
        }
    }

    private void settle(
            final SequencePages pages,
            final PrefixIndex.Node node,
            final int group,
            final int block) {
        final int own = pages.tables[group][block];
        final int known = node.page(group);
        if (own == SequencePages.NONE || known == own) {
            return;
        }
        if (known == SequencePages.NONE) {
            index.put(node, group, own);
            pool.index(own);
        } else {
            pool.retain(known);
            pool.release(own);
            pages.tables[group][block] = known;
        }
    }

    private void trim(final SequencePages pages, final int length) {
        for (int group = 0; group < groups(); group++) {
            final int[] table = pages.tables[group];
            final CacheLayout.Group view = layout.groups().get(group);
            final int first = Math.min(view.firstVisiblePage(length), pages.count);
            final int kept = view.sinkPages();
            for (int i = first - 1; i >= kept && table[i] != SequencePages.NONE; i--) {
                pool.release(table[i]);
                table[i] = SequencePages.NONE;
            }
        }
    }

    /** A second sequence with the same pages; whoever writes to a shared one first copies it. */
    public SequencePages fork(final SequencePages pages) {
        final SequencePages twin = new SequencePages(groups(), pages.node);
        index.hold(twin.node);
        twin.committed = pages.committed;
        for (int i = 0; i < pages.count; i++) {
            final int[] row = new int[groups()];
            for (int group = 0; group < row.length; group++) {
                row[group] = pages.tables[group][i];
                if (row[group] != SequencePages.NONE) {
                    pool.retain(row[group]);
                }
            }
            twin.add(row);
        }
        sequences.add(twin);
        return twin;
    }

    /** Gives the pages back, the last first: so the start of a prefix stays findable longest. */
    public void close(final SequencePages pages) {
        if (!pages.open) {
            return;
        }
        pages.open = false;
        sequences.remove(pages);
        for (int i = pages.count - 1; i >= 0; i--) {
            for (final int[] table : pages.tables) {
                if (table[i] != SequencePages.NONE) {
                    pool.release(table[i]);
                }
            }
        }
        index.letGo(pages.node);
    }

    /**
     * Pages that a sequence alone needs at most to reach a length, when it is computed in chunks.
     *
     * @param chunk the most tokens computed at once
     */
    public static long pagesFor(final CacheLayout layout, final int length, final int chunk) {
        long pages = 0;
        for (final CacheLayout.Group group : layout.groups()) {
            pages += group.pages(length, chunk);
        }
        return pages;
    }

    public CacheLayout layout() {
        return layout;
    }

    public int pageCount() {
        return pageCount;
    }

    public int freePages() {
        return pool.freeCount();
    }

    /** Pages that no sequence holds but a later one may find. */
    public int cachedPages() {
        return pool.cachedCount();
    }

    public int usedPages() {
        return pool.usedCount();
    }

    /** Tokens for which a prefix was looked up, since the start. */
    public long queriedTokens() {
        return queriedTokens;
    }

    /** Tokens that were found. */
    public long hitTokens() {
        return hitTokens;
    }

    /**
     * Counts everything anew: references are those of open sequences, and used + cached + free
     * pages are all the pages.
     *
     * @throws IllegalStateException when that isn't so
     */
    public void checkIntegrity() {
        final int[] held = new int[pageCount];
        for (final SequencePages pages : new ArrayList<>(sequences)) {
            for (final int[] table : pages.tables) {
                for (int i = 0; i < pages.count; i++) {
                    if (table[i] != SequencePages.NONE) {
                        held[table[i]]++;
                    }
                }
            }
        }
        pool.check(held);
    }

    private int groups() {
        return layout.groups().size();
    }
}
