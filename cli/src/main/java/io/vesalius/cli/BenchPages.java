package io.vesalius.cli;

import io.vesalius.base.ByteSize;
import io.vesalius.base.CapacityException;
import io.vesalius.base.Counted;
import io.vesalius.kernel.PageStore;
import io.vesalius.kv.BlockTable;
import io.vesalius.kv.CacheLayout;
import io.vesalius.model.Model;

/**
 * A cache for sequences of one length that keeps every page, so that a test can be run again over
 * the same depth. Nothing is shared and nothing found again.
 *
 * @param store the memory
 * @param groups groups of layers that have pages of their own
 * @param pagesEach pages of a sequence in each group
 */
record BenchPages(PageStore store, int groups, int pagesEach) implements AutoCloseable {
    /**
     * @throws CapacityException when the machine doesn't have that much, with the arithmetic
     */
    static BenchPages allocate(final Model model, final int length, final int sequences) {
        final CacheLayout layout = model.cacheLayout();
        final int pagesEach = Math.ceilDiv(length, CacheLayout.PAGE_TOKENS);
        final long pages = (long) pagesEach * layout.groups().size() * sequences;
        final long memory = Machine.totalMemory();
        if (pages > Integer.MAX_VALUE || pages > memory / layout.pageBytes()) {
            throw new CapacityException(
                    "%s of %s need %s of %d bytes, and the machine has %s: take fewer, or a smaller --cache-type"
                            .formatted(
                                    Counted.of(sequences, "sequence"),
                                    Counted.of(length, "token"),
                                    Counted.of(pages, "page"),
                                    layout.pageBytes(),
                                    ByteSize.text(memory)));
        }
        return new BenchPages(model.pages((int) pages), layout.groups().size(), pagesEach);
    }

    BlockTable table(final int sequence) {
        return (group, position) ->
                (sequence * groups + group) * pagesEach + position / CacheLayout.PAGE_TOKENS;
    }

    /** Gives another sequence the first tokens of sequence 0. */
    void copyFirst(final int sequence, final int tokens) {
        for (int group = 0; group < groups; group++) {
            for (int position = 0; position < tokens; position += CacheLayout.PAGE_TOKENS) {
                store.copy(table(0).page(group, position), table(sequence).page(group, position));
            }
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
