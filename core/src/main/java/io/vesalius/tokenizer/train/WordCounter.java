package io.vesalius.tokenizer.train;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.CapacityException;
import io.vesalius.tokenizer.Splitter;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Reads a corpus on all cores and counts its words. */
final class WordCounter {
    private WordCounter() {}

    /**
     * @throws BadFileException when a file can't be read or is no UTF-8
     * @throws BadRequestException when the corpus has no words
     * @throws CapacityException when it has too many different ones for the heap
     */
    static Words count(
            final Corpus corpus,
            final Splitter splitter,
            final Workers workers,
            final TrainingProgress progress) {
        final int threads = workers.threads();
        final long limit = Runtime.getRuntime().maxMemory() / 2 / threads;
        final AtomicReferenceArray<@Nullable WordCounts> counts =
                new AtomicReferenceArray<>(threads);
        final Failures failures = new Failures();
        try (BlockReader reader = new BlockReader(corpus, progress)) {
            workers.forEach(
                    threads,
                    worker -> counts.set(worker, count(reader, splitter, limit, failures)));
        }
        failures.throwFirst();
        final WordCounts all = new WordCounts(limit * threads);
        for (int i = 0; i < threads; i++) {
            all.addAll(Objects.requireNonNull(counts.getAndSet(i, null)));
        }
        if (all.size() == 0) {
            throw new BadRequestException(
                    "corpus", "the corpus is empty: no file has a word to learn from");
        }
        return all.sorted();
    }

    private static WordCounts count(
            final BlockReader reader,
            final Splitter splitter,
            final long limit,
            final Failures failures) {
        final WordCounts counts = new WordCounts(limit);
        while (!failures.any()) {
            final Block block = reader.next();
            if (block == null) {
                break;
            }
            try {
                splitter.split(
                        block.text(),
                        block.first(),
                        block.last(),
                        (utf8, length) -> counts.add(utf8, 0, length, 1));
            } catch (final BadFileException failure) {
                failures.add(block.number(), failure);
            }
        }
        return counts;
    }

    /** The first bad block is reported, whichever thread met it, however late. */
    private static final class Failures {
        private long first = Long.MAX_VALUE;
        private BadFileException failure = new BadFileException("");

        synchronized void add(final long block, final BadFileException found) {
            if (block < first) {
                first = block;
                failure = found;
            }
        }

        synchronized boolean any() {
            return first != Long.MAX_VALUE;
        }

        void throwFirst() {
            if (any()) {
                throw failure;
            }
        }
    }
}
