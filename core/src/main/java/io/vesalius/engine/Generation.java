package io.vesalius.engine;

import io.vesalius.base.VesaliusException;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A request under way. Events wait here until they are taken, at most one for each token, so that a
 * slow reader never holds up the engine. {@link #next} is for one thread at a time, everything else
 * for any.
 */
public final class Generation implements AutoCloseable {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final Runnable wakeEngine;
    private volatile boolean cancelled;

    Generation(final Runnable wakeEngine) {
        this.wakeEngine = wakeEngine;
    }

    /**
     * The next event, waiting for it. After {@link Event.Done} or {@link Event.Failed} there is
     * none.
     */
    public Event next() throws InterruptedException {
        return events.take();
    }

    /** The next event where it is there already. */
    public Optional<Event> poll() {
        return Optional.ofNullable(events.poll());
    }

    /**
     * The whole answer, waiting for it. Events are there to be taken all the same.
     *
     * @throws VesaliusException when the request failed
     */
    public Answer await() throws InterruptedException {
        try {
            return answer.get();
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof VesaliusException reason) {
                throw reason;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Ends the request before the next step, with what there is; for any thread, any number of
     * times.
     */
    public void cancel() {
        cancelled = true;
        wakeEngine.run();
    }

    /** Cancels what hasn't ended. */
    @Override
    public void close() {
        if (!answer.isDone()) {
            cancel();
        }
    }

    boolean cancelled() {
        return cancelled;
    }

    boolean ended() {
        return answer.isDone();
    }

    void publish(final Event event) {
        switch (event) {
            case Event.Done done -> answer.complete(done.answer());
            case Event.Failed failed -> answer.completeExceptionally(failed.reason());
            case Event.Token token -> {}
            case Event.Finished finished -> {}
        }
        events.add(event);
    }
}
