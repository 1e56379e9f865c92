package io.vesalius.server;

import io.vesalius.server.http.ApiError;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Requests under way, and whether more may come. */
final class Activity {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Generating> running = new HashSet<>();
    private boolean draining;

    /**
     * @throws ApiError when the server is about to end
     */
    void begin(final Generating request) {
        lock.lock();
        try {
            if (draining) {
                throw ApiError.of(503, "shutting_down", "the server is shutting down");
            }
            running.add(request);
        } finally {
            lock.unlock();
        }
    }

    void end(final Generating request) {
        lock.lock();
        try {
            running.remove(request);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean draining() {
        lock.lock();
        try {
            return draining;
        } finally {
            lock.unlock();
        }
    }

    /** Lets no more come, waits for those under way, and cuts off what is left after a time. */
    void drain(final Duration patience) {
        lock.lock();
        try {
            draining = true;
            awaitNone(patience.toNanos());
            running.forEach(Generating::cutOff);
            awaitNone(TimeUnit.SECONDS.toNanos(5));
        } finally {
            lock.unlock();
        }
    }

    private void awaitNone(final long nanos) {
        long left = nanos;
        try {
            while (!running.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
