package io.vesalius.tokenizer.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** The threads of one training. */
final class Workers implements AutoCloseable {
    private final int threads;
    private final ExecutorService pool;

    Workers(final int threads) {
        this.threads = threads;
        this.pool =
                Executors.newFixedThreadPool(
                        threads,
                        Thread.ofPlatform().daemon().name("tokenizer-trainer-", 0).factory());
    }

    int threads() {
        return threads;
    }

    /**
     * Runs tasks 0 to `tasks` - 1 and waits for all.
     *
     * @throws RuntimeException what the first failing task threw
     * @throws CancellationException when the calling thread is interrupted
     */
    void forEach(final int tasks, final IntConsumer task) {
        if (tasks == 1) {
            task.accept(0);
            return;
        }
        final List<Future<?>> futures = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            final int number = i;
            futures.add(pool.submit(() -> task.accept(number)));
        }
        try {
            for (final Future<?> future : futures) {
                future.get();
            }
        } catch (final ExecutionException failure) {
            rethrow(Objects.requireNonNullElse(failure.getCause(), failure));
        } catch (final InterruptedException stop) {
            Thread.currentThread().interrupt();
            final CancellationException cancelled =
                    new CancellationException("training was interrupted");
            cancelled.initCause(stop);
            throw cancelled;
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    private static void rethrow(final Throwable cause) {
        switch (cause) {
            case RuntimeException failure -> throw failure;
            case Error error -> throw error;
            default -> throw new IllegalStateException(cause);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
