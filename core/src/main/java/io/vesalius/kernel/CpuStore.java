package io.vesalius.kernel;

/**
 * Keys and values on their way to the pages, a block of rows a task. The call's operands are
 * fields, so that a step makes no objects.
 */
@SuppressWarnings("NullAway.Init") // a call sets its operands, then runs its tasks
final class CpuStore {
    /**
     * Operations that take as long as storing an element of a key, which is on a line of its own.
     */
    private static final long MISS = 64;

    private final Verbs verbs;
    private final WorkerTeam team;
    private final Blocks blocks = new Blocks();
    private final WorkerTeam.Task storing = this::storeBlock;
    private final WorkerTeam.Task bounding = this::bound;

    // What the call is about.
    private CacheView cache;
    private Spans spans;
    private Rows keys;
    private Rows values;
    private int keyHeads;
    private int boundSpan;

    CpuStore(final Verbs verbs, final WorkerTeam team) {
        this.verbs = verbs;
        this.team = team;
    }

    void store(final CacheView to, final Spans places, final Rows fromKeys, final Rows fromValues) {
        cache = to;
        spans = places;
        keys = fromKeys;
        values = fromValues;
        keyHeads = keys.columns() / cache.keys().dim();
        blocks.cut(spans);
        team.run(blocks.count(), MISS * blocks.count() * keys.columns(), storing);
        if (cache.boundsOffset() >= 0) {
            for (int span = 0; span < spans.count(); span++) {
                boundSpan = span;
                team.run((endFull(span) - firstFull(span)) * keyHeads, bounding);
            }
        }
    }

    private void storeBlock(final int worker, final int block) {
        final int span = blocks.span(block);
        final int first = blocks.row(block);
        final int pageTokens = cache.keys().pageTokens();
        final int end = Math.min(first + Blocks.ROWS, spans.rowCount(span));
        for (int i = first; i < end; i++) {
            final int position = spans.firstPosition(span) + i;
            final int page = spans.page(span, position / pageTokens);
            final int slot = position % pageTokens;
            final int row = spans.firstRow(span) + i;
            verbs.storeKey(keys.data(), keys.at(row), keyHeads, cache, page, slot);
            verbs.storeValue(values.data(), values.at(row), keyHeads, cache, page, slot);
            if (cache.countsMasses() && slot == 0) {
                PageMasses.clear(cache, page, keyHeads);
            }
        }
    }

    /** The first of a span's pages that became full. */
    private int firstFull(final int span) {
        return spans.firstPosition(span) / cache.keys().pageTokens();
    }

    private int endFull(final int span) {
        final int end = spans.firstPosition(span) + spans.rowCount(span);
        return end / cache.keys().pageTokens();
    }

    /** The bounds of a head's keys in a page that became full. */
    private void bound(final int worker, final int index) {
        final int page = spans.page(boundSpan, firstFull(boundSpan) + index / keyHeads);
        PageBounds.write(cache, page, index % keyHeads);
    }
}
