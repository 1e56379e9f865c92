package io.vesalius.engine;

import io.vesalius.engine.Journal.Entry;
import io.vesalius.kv.PageCache;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/** Writes the journal, where there is one. */
final class Recorder {
    private final @Nullable Journal journal;
    private long hash;

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

    /** The row that the next choices are made from. */
    void row(final Supplier<float[]> logits) {
        if (journal != null) {
            hash = hash(logits.get());
        }
    }

    void chosen(final Sequence sequence, final int token) {
        if (journal != null) {
            journal.record(
                    new Entry.Chosen(
                            sequence.group().number(),
                            sequence.choice(),
                            sequence.length(),
                            token,
                            hash));
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

    /** FNV-1a over the bits of the values, in four interleaved lanes, folded in order. */
    static long hash(final float[] values) {
        final long prime = 0x100000001b3L;
        long a = 0xcbf29ce484222325L;
        long b = a + 1;
        long c = a + 2;
        long d = a + 3;
        int i = 0;
        for (; i + 3 < values.length; i += 4) {
            a = (a ^ Float.floatToRawIntBits(values[i])) * prime;
            b = (b ^ Float.floatToRawIntBits(values[i + 1])) * prime;
            c = (c ^ Float.floatToRawIntBits(values[i + 2])) * prime;
            d = (d ^ Float.floatToRawIntBits(values[i + 3])) * prime;
        }
        for (; i < values.length; i++) {
            a = (a ^ Float.floatToRawIntBits(values[i])) * prime;
        }
        return ((a * prime ^ b) * prime ^ c) * prime ^ d;
    }
}
