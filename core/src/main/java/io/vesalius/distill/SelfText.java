package io.vesalius.distill;

import io.vesalius.GenerateOptions;
import io.vesalius.OpenOptions;
import io.vesalius.Vesalius;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.engine.Completion;
import io.vesalius.engine.Generation;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;

/**
 * Texts that a model writes by itself, from BOS on. Text number i is a function of the model, the
 * seed and i, however many are written at once.
 *
 * @param seed of all draws
 * @param temperatures of the texts, in turn; nothing is cut from the distribution
 */
public record SelfText(long seed, List<Double> temperatures) {
    /** Texts that are under way at once. */
    private static final int AT_ONCE = 128;

    /** Keys and values of that many texts of a small model. */
    private static final long KV_BYTES = 256L << 20;

    private static final long SEEDS_APART = 1_000_003;

    /**
     * @throws BadRequestException for a temperature that can't be
     */
    public SelfText {
        temperatures = List.copyOf(temperatures);
        if (temperatures.isEmpty()) {
            throw new BadRequestException(
                    "temperatures", "temperatures is empty: name at least one");
        }
        temperatures.forEach(t -> SamplingParameters.builder().temperature(t).build());
    }

    /** How a model is best opened to write many texts. */
    static OpenOptions options(final int threads) {
        final OpenOptions usual = OpenOptions.DEFAULT.withThreads(threads);
        return usual.withEngine(
                usual.engine()
                        .withMaxRequests(AT_ONCE)
                        .withMaxWaiting(AT_ONCE)
                        .withKvBytes(KV_BYTES));
    }

    /**
     * Writes texts until there are enough.
     *
     * @param bytes at least so many, in UTF-8
     * @param progress told how many there are
     * @return the texts; one that doesn't end within the context is cut there
     * @throws UnsupportedException when the model has no BOS to begin with
     */
    List<Document> write(final Vesalius model, final long bytes, final LongConsumer progress) {
        final int bos =
                model.tokenizer()
                        .bosId()
                        .orElseThrow(
                                () ->
                                        new UnsupportedException(
                                                "the teacher has no BOS token, so that it can't"
                                                    + " begin a text by itself: give a corpus"));
        final List<Document> documents = new ArrayList<>();
        final Deque<Generation> running = new ArrayDeque<>();
        long number = 0;
        long written = 0;
        try {
            while (written < bytes) {
                while (running.size() < AT_ONCE) {
                    running.add(submit(model, bos, number++));
                }
                final Document document = await(running.remove());
                if (!document.text().isEmpty()) {
                    documents.add(document);
                    written += document.bytes();
                    progress.accept(written);
                }
            }
        } finally {
            running.forEach(Generation::cancel);
        }
        return documents;
    }

    private Generation submit(final Vesalius model, final int bos, final long number) {
        final SamplingParameters sampling =
                SamplingParameters.NEUTRAL.toBuilder()
                        .temperature(temperatures.get((int) (number % temperatures.size())))
                        .seed(seed * SEEDS_APART + number)
                        .build();
        final Set<Integer> ends = new HashSet<>(Set.of(bos));
        model.tokenizer().eosId().ifPresent(ends::add);
        return model.submit(
                new int[] {bos},
                GenerateOptions.DEFAULT
                        .withSampling(sampling)
                        .withStop(StopParameters.DEFAULT.withStopTokenIds(ends)));
    }

    private static Document await(final Generation generation) {
        try {
            final Completion written = generation.await().completions().getFirst();
            final boolean ended =
                    switch (written.reason()) {
                        case END_OF_SEQUENCE, STOP_TOKEN -> true;
                        default -> false;
                    };
            return new Document(written.text().strip(), ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }
}
