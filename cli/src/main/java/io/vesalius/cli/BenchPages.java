package io.vesalius.cli;

import io.vesalius.base.ByteSize;
import io.vesalius.base.CapacityException;
import io.vesalius.base.Counted;
import io.vesalius.kernel.PageStore;
import io.vesalius.kv.BlockTable;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.Model;

/**
 * A cache for sequences of one length that keeps every page, so that a test can be run again over
 * the same depth. Nothing is shared and nothing found again. Where pages stay by the attention that
 * they had, the first ones are shown as those.
 *
 * @param store the memory
 * @param layout how layers share them
 * @param pagesEach pages of a sequence in each group
 */
record BenchPages(PageStore store, CacheLayout layout, int pagesEach) implements AutoCloseable {
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
        return new BenchPages(model.pages((int) pages), layout, pagesEach);
    }

    /** The pages that there are when a sequence has so many tokens. */
    BlockTable table(final int sequence, final int length) {
        return (group, position) ->
                layout.groups().get(group).heavy().stream()
                                .allMatch(policy -> stays(policy, position, length))
                        ? page(sequence, group, position)
                        : -1;
    }

    private static boolean stays(
            final CachePolicy.HeavyHitters policy, final int position, final int length) {
        final int choice = length - length % CachePolicy.HeavyHitters.EVERY;
        return position < policy.heavy() * CacheLayout.PAGE_TOKENS
                || position >= choice - policy.recent() * CacheLayout.PAGE_TOKENS;
    }

    private int page(final int sequence, final int group, final int position) {
        return (sequence * layout.groups().size() + group) * pagesEach
                + position / CacheLayout.PAGE_TOKENS;
    }

    /** Gives another sequence the first tokens of sequence 0. */
    void copyFirst(final int sequence, final int tokens) {
        for (int group = 0; group < layout.groups().size(); group++) {
            for (int position = 0; position < tokens; position += CacheLayout.PAGE_TOKENS) {
                store.copy(page(0, group, position), page(sequence, group, position));
            }
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
