package io.vesalius.engine;

import io.vesalius.engine.Journal.Entry;
import io.vesalius.kv.PageCache;

import org.jspecify.annotations.Nullable;

/** Writes the journal, where there is one. */
final class Recorder {
    private static final System.Logger LOG = System.getLogger("io.vesalius.engine");
    private static final int[] NONE = {};

    private @Nullable Journal journal;

    /**
     * @param journal or null
     */
    Recorder(final @Nullable Journal journal) {
        this.journal = journal;
    }

    /** A journal that fails is told no more: it is no reason to fail a request. */
    private void write(final Entry entry) {
        final Journal to = journal;
        if (to == null) {
            return;
        }
        try {
            to.record(entry);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "the journal failed: it is told no more", e);
            journal = null;
        }
    }

    void arrived(final Group group) {
        if (journal != null) {
            final int[] prompt = group.request().prompt();
            write(new Entry.Arrived(group.number(), System.nanoTime(), prompt));
        }
    }

    void scheduled(final long step, final Step what) {
        if (journal == null) {
            return;
        }
        final long now = System.nanoTime();
        for (final Step.Work work : what.works()) {
            final Sequence sequence = work.sequence();
            write(
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
            write(
                    new Entry.Chosen(
                            sequence.group().number(),
                            sequence.choice(),
                            sequence.length(),
                            token,
                            logitsHash));
        }
    }

    /** Guesses that are about to be verified; none where nobody asks. */
    int[] guesses(final Sequence sequence) {
        return journal == null ? NONE : sequence.guesses();
    }

    /**
     * @param position of the first guess
     * @param accepted how many of the first of them were right
     */
    void verified(
            final long step,
            final Sequence sequence,
            final int position,
            final int[] guesses,
            final int accepted) {
        if (journal != null) {
            write(
                    new Entry.Drafted(
                            step,
                            sequence.group().number(),
                            sequence.choice(),
                            position,
                            guesses,
                            accepted,
                            sequence.guessedBy()));
        }
    }

    void preempted(final long step, final Group group) {
        if (journal != null) {
            write(new Entry.Preempted(step, group.number()));
        }
    }

    void stepped(final long step, final Step what, final PageCache cache) {
        if (journal != null) {
            write(
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
            write(new Entry.Ended(group.number(), System.nanoTime(), reason(last)));
        }
    }

    private static String reason(final Event last) {
        return switch (last) {
            case Event.Done done -> done.answer().completions().getFirst().reason().name();
            case Event.Failed failed -> failed.reason().getMessage();
            default -> throw new IllegalArgumentException("not an end: " + last);
        };
    }
}
