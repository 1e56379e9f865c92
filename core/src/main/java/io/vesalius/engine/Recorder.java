package io.vesalius.engine;

import io.vesalius.engine.Journal.Entry;
import io.vesalius.kv.PageCache;

import org.jspecify.annotations.Nullable;

/** Writes the journal, where there is one. */
final class Recorder {
    private final @Nullable Journal journal;

    /**
     * @param journal or null
     */
    Recorder(final @Nullable Journal journal) {
        this.journal = journal;
    }

    void arrived(final Group group) {
        if (journal != null) {
            journal.record(
                    new Entry.Arrived(group.number(), System.nanoTime(), group.request().prompt()));
        }
    }

    void scheduled(final long step, final Step what) {
        if (journal == null) {
            return;
        }
        final long now = System.nanoTime();
        for (final Step.Work work : what.works()) {
            final Sequence sequence = work.sequence();
            journal.record(
                    new Entry.Scheduled(
                            step,
                            now,
                            sequence.group().number(),
                            sequence.choice(),
                            sequence.computedLength(),
                            work.count()));
        }
    }

    /** The hash of a row that a token is about to be chosen from; 0 where nobody asks. */
    long hash(final float[] logits) {
        return journal == null ? 0 : RowHash.of(logits);
    }

    /**
     * @param logitsHash of the row that it was chosen from
     */
    void chosen(final Sequence sequence, final int token, final long logitsHash) {
        if (journal != null) {
            journal.record(
                    new Entry.Chosen(
                            sequence.group().number(),
                            sequence.choice(),
                            sequence.length(),
                            token,
                            logitsHash));
        }
    }

    void preempted(final long step, final Group group) {
        if (journal != null) {
            journal.record(new Entry.Preempted(step, group.number()));
        }
    }

    void stepped(final long step, final Step what, final PageCache cache) {
        if (journal != null) {
            journal.record(
                    new Entry.Stepped(
                            step,
                            System.nanoTime(),
                            what.batch().rowCount(),
                            cache.freePages(),
                            cache.cachedPages()));
        }
    }

    void ended(final Group group, final Event last) {
        if (journal != null) {
            final String reason =
                    switch (last) {
                        case Event.Done done ->
                                done.answer().completions().getFirst().reason().name();
                        case Event.Failed failed -> failed.reason().getMessage();
                        default -> throw new IllegalArgumentException("not an end: " + last);
                    };
            journal.record(new Entry.Ended(group.number(), System.nanoTime(), reason));
        }
    }
}
