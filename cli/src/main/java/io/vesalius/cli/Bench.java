package io.vesalius.cli;

import io.vesalius.base.CapacityException;
import io.vesalius.kernel.MemoryStream;
import io.vesalius.model.Batch;
import io.vesalius.model.Model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Times one test after another on a model that nobody else uses. */
final class Bench {
    /** Runs whose times differ by at most this part are steady. */
    private static final double STEADY = 0.03;

    /** So many of them in a row: two may be alike by chance while the compiler is at work. */
    private static final int STEADY_RUNS = 3;

    /** What isn't steady by then won't be. */
    private static final double MOST_SECONDS = 6;

    private static final long SEED = 20251124;

    /** Of memory, before each repeat and after the last. */
    private static final int READINGS = 3;

    private final Model model;
    private final Optional<MemoryStream> memory;
    private final int warmUpSeconds;
    private final int repeats;
    private final Batch batch;

    /**
     * @param memory read between the repeats, to know how fast it was then
     * @param warmUpSeconds how long a test runs at least before it is timed
     */
    Bench(
            final Model model,
            final Optional<MemoryStream> memory,
            final int warmUpSeconds,
            final int repeats) {
        this.model = model;
        this.memory = memory;
        this.warmUpSeconds = warmUpSeconds;
        this.repeats = repeats;
        batch = new Batch(model.maxRows());
    }

    /**
     * Runs a test.
     *
     * @throws CapacityException when there isn't room for the cache
     */
    BenchResult time(final BenchTest test) {
        if (test.kind() == BenchTest.Kind.DECODE && test.batch() > model.maxLogitRows()) {
            throw new CapacityException(
                    "a batch of %d: a step generates at most %d tokens"
                            .formatted(test.batch(), model.maxLogitRows()));
        }
        final int[] ids =
                new SplittableRandom(SEED).ints(test.length(), 0, model.vocabSize()).toArray();
        try (BenchPages pages = BenchPages.allocate(model, test.length(), test.batch())) {
            fill(pages, test, ids);
            warmUp(pages, test, ids);
            final List<Double> times = new ArrayList<>();
            final List<Double> memoryRates = new ArrayList<>();
            for (int i = 0; i < repeats; i++) {
                readMemory(memoryRates);
                // So that the repeat doesn't find the caches as a reading left them.
                once(pages, test.ofTokens(1), ids);
                times.add(once(pages, test, ids));
            }
            readMemory(memoryRates);
            return new BenchResult(test, times, memoryRates);
        }
    }

    private void readMemory(final List<Double> rates) {
        for (int i = 0; memory.isPresent() && i < READINGS; i++) {
            rates.add(memory.get().bytesPerSecond());
        }
    }

    /** Computes the depth once, for one sequence; the others get copies. */
    private void fill(final BenchPages pages, final BenchTest test, final int[] ids) {
        prefill(pages, 1, ids, 0, test.depth());
        for (int sequence = 1; sequence < test.batch(); sequence++) {
            pages.copyFirst(sequence, test.depth());
        }
    }

    private void warmUp(final BenchPages pages, final BenchTest test, final int[] ids) {
        final List<Double> times = new ArrayList<>();
        double spent = 0;
        while (spent < warmUpSeconds || spent < MOST_SECONDS && !steady(times)) {
            times.add(once(pages, test, ids));
            spent += times.getLast();
        }
    }

    private static boolean steady(final List<Double> times) {
        if (times.size() < STEADY_RUNS) {
            return false;
        }
        final List<Double> last = times.subList(times.size() - STEADY_RUNS, times.size());
        return Collections.max(last) <= (1 + STEADY) * Collections.min(last);
    }

    private double once(final BenchPages pages, final BenchTest test, final int[] ids) {
        final long start = System.nanoTime();
        switch (test.kind()) {
            case PREFILL -> prefill(pages, test.batch(), ids, test.depth(), test.length());
            case DECODE -> decode(pages, test, ids);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /**
     * Steps of as many rows as fit, of one sequence after another; logits after each one's last.
     */
    private void prefill(
            final BenchPages pages,
            final int sequences,
            final int[] ids,
            final int from,
            final int to) {
        batch.clear();
        for (int sequence = 0; sequence < sequences; sequence++) {
            int at = from;
            while (at < to) {
                final int most = pages.layout().longestChunk(at);
                final int room = Math.min(most, batch.capacity() - batch.rowCount());
                final int count = Math.min(to - at, room);
                final int logits = at + count == to ? 1 : 0;
                batch.add(pages.table(sequence, at), ids, at, count, at, logits);
                at += count;
                if (count == most
                        || batch.rowCount() == batch.capacity()
                        || batch.logitRowCount() == model.maxLogitRows()) {
                    forward(pages);
                }
            }
        }
        if (batch.rowCount() > 0) {
            forward(pages);
        }
    }

    private void decode(final BenchPages pages, final BenchTest test, final int[] ids) {
        for (int at = test.depth(); at < test.length(); at++) {
            for (int sequence = 0; sequence < test.batch(); sequence++) {
                batch.add(pages.table(sequence, at), ids, at, 1, at, 1);
            }
            forward(pages);
        }
    }

    private void forward(final BenchPages pages) {
        model.forward(batch, pages.store(), () -> false);
        batch.clear();
    }
}
