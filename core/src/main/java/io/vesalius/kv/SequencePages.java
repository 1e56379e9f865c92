package io.vesalius.kv;

import java.util.Arrays;

/** The pages of one sequence. Changed by the {@link PageCache} that made it, and by nobody else. */
public final class SequencePages implements BlockTable {
    static final int NONE = -1;

    final int[][] tables; // [groups][pages], -1 where freed behind the window
    int count;
    int committed; // blocks that the prefix index knows
    PrefixIndex.Node node;
    boolean open = true;

    SequencePages(final int groups, final PrefixIndex.Node node) {
        tables = new int[groups][8];
        this.node = node;
    }

    @Override
    public int page(final int group, final int position) {
        return tables[group][position / CacheLayout.PAGE_TOKENS];
    }

    /** Tokens that its pages have room for. */
    public int capacity() {
        return count * CacheLayout.PAGE_TOKENS;
    }

    void add(final int[] pages) {
        for (int group = 0; group < tables.length; group++) {
            if (count == tables[group].length) {
                tables[group] = Arrays.copyOf(tables[group], 2 * count);
            }
            tables[group][count] = pages[group];
        }
        count++;
    }
}
