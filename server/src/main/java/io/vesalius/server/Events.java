package io.vesalius.server;

import io.vesalius.engine.Event;
import io.vesalius.engine.Generation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The events of a request's generations, one for each prompt, as they come. No more wait here than
 * the answers have tokens; the engine never waits for them to be taken.
 */
final class Events {
    /**
     * @param prompt which one, from 0
     */
    record Of(int prompt, Event event) {}

    private final List<Generation> generations;
    private final BlockingQueue<Of> merged = new LinkedBlockingQueue<>();

    Events(final List<Generation> generations) {
        this.generations = generations;
        if (generations.size() > 1) {
            for (int i = 0; i < generations.size(); i++) {
                final int prompt = i;
                Thread.ofVirtual().name("vesalius-merge").start(() -> forward(prompt));
            }
        }
    }

    private void forward(final int prompt) {
        try {
            Event event;
            do {
                event = generations.get(prompt).next();
                merged.add(new Of(prompt, event));
            } while (!isLast(event));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /** Whether it is the last of its prompt. */
    static boolean isLast(final Event event) {
        return event instanceof Event.Done || event instanceof Event.Failed;
    }

    Of next() throws InterruptedException {
        return generations.size() > 1 ? merged.take() : new Of(0, generations.getFirst().next());
    }

    /** The next one where it is there already. */
    Optional<Of> poll() {
        return generations.size() > 1
                ? Optional.ofNullable(merged.poll())
                : generations.getFirst().poll().map(event -> new Of(0, event));
    }
}
