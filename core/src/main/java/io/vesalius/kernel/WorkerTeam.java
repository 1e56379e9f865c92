package io.vesalius.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that divide a verb's work: one team a process, passed in, so that a draft and its
 * target share it. The caller is worker 0. Workers claim tasks one by one, so that uneven cores
 * don't stall; between runs they spin for a moment, then park. One run at a time.
 */
public final class WorkerTeam implements AutoCloseable {
    /** A verb's work, cut into numbered tasks. */
    @FunctionalInterface
    public interface Task {
        /**
         * @param worker which worker runs it, for scratch memory of its own
         * @param index the task, from 0
         */
        void run(int worker, int index);
    }

    private static final int SPINS = 2_000;

    private final Thread[] threads;
    private final AtomicInteger nextTask = new AtomicInteger();
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile int run;
    private volatile boolean closed;
    private Task task = (worker, index) -> {};
    private int taskCount;

    /**
     * @param size workers, the caller included
     */
    public WorkerTeam(final int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a team of " + size);
        }
        FloatingPoint.require();
        threads = new Thread[size - 1];
        for (int i = 0; i < threads.length; i++) {
            final int worker = i + 1;
            threads[i] =
                    Thread.ofPlatform()
                            .daemon()
                            .name("vesalius-worker-" + worker)
                            .start(() -> work(worker));
        }
    }

    /** Physical cores are best; the JVM knows logical ones, which a user may lower. */
    public static int defaultSize() {
        return Runtime.getRuntime().availableProcessors();
    }

    public int size() {
        return threads.length + 1;
    }

    /**
     * Runs tasks 0 to `count - 1` and returns when all are done. What a task throws is thrown here,
     * after the others have ended.
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one run at a time: nobody else writes `run`
    public void run(final int count, final Task what) {
        if (count <= 1 || threads.length == 0) {
            for (int i = 0; i < count; i++) {
                what.run(0, i);
            }
            return;
        }
        task = what;
        taskCount = count;
        nextTask.set(0);
        working.set(threads.length);
        run++;
        for (final Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        claim(0);
        int spins = 0;
        while (working.get() > 0) {
            pause(spins++);
        }
        final Throwable thrown = failure.getAndSet(null);
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    private void work(final int worker) {
        FloatingPoint.require();
        int seen = 0;
        while (true) {
            int spins = 0;
            while (run == seen && !closed) {
                pause(spins++);
            }
            if (closed) {
                return;
            }
            seen = run;
            claim(worker);
            working.decrementAndGet();
        }
    }

    private void claim(final int worker) {
        try {
            int index = nextTask.getAndIncrement();
            while (index < taskCount) {
                task.run(worker, index);
                index = nextTask.getAndIncrement();
            }
        } catch (Throwable e) {
            nextTask.set(taskCount);
            failure.compareAndSet(null, e);
        }
    }

    private void pause(final int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(50_000);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (final Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }
}
