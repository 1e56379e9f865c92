package io.vesalius.kernel;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that divide a verb's work: one team a process, passed in, so that a draft and its
 * target share it. The caller is worker 0. Each worker has a share of neighbouring tasks, the same
 * in each run of as many, and takes from others' when its own is done (Markatos and LeBlanc, "Using
 * Processor Affinity in Loop Scheduling", 1994): so it reads memory in one stretch, and finds in
 * its core's cache what it wrote a run before, and uneven cores don't stall. Between runs workers
 * spin for a moment, then park. A run is over when its tasks are done, whichever workers came to
 * it: one that the system doesn't schedule holds nobody up. One run at a time.
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

        /** Tasks `[first, end)`, which a worker claimed at once: for work that is faster so. */
        default void run(final int worker, final int first, final int end) {
            for (int index = first; index < end; index++) {
                run(worker, index);
            }
        }
    }

    /** Longer than between two verbs of a step; waking a parked thread takes some 50 us. */
    private static final long SPIN_NANOS = 40_000;

    /** Operations that one core ends before another has heard of them. */
    private static final long SMALL = 1 << 17;

    /** Longs from one worker's share to the next: two lines, which processors fetch together. */
    private static final int APART = 16;

    /** Of its share a worker takes this part at once, so that thieves find the rest. */
    private static final int PARTS = 8;

    private final Worker[] workers;

    /** Each worker's tasks that nobody has claimed: the first, and behind 32 bits the end. */
    private final AtomicLongArray shares;

    /** Counts the runs, for workers that wait for the next one. */
    private final AtomicInteger runs = new AtomicInteger();

    private final AtomicInteger left = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile Task task = (worker, index) -> {};
    private volatile @Nullable Thread waiting;
    private volatile boolean closed;

    /**
     * @param size workers, the caller included
     */
    public WorkerTeam(final int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a team of " + size);
        }
        FloatingPoint.require();
        workers = new Worker[size - 1];
        shares = new AtomicLongArray(APART * (size + 1));
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
        }
        for (final Worker worker : workers) {
            worker.thread.start();
        }
    }

    /** Physical cores are best; the JVM knows logical ones, which a user may lower. */
    public static int defaultSize() {
        return Runtime.getRuntime().availableProcessors();
    }

    public int size() {
        return workers.length + 1;
    }

    /**
     * Runs tasks 0 to `count - 1` and returns when all are done. What a task throws is thrown here,
     * after the others have ended; tasks that nobody has claimed are left out then.
     */
    public void run(final int count, final Task what) {
        run(count, Long.MAX_VALUE, what);
    }

    /**
     * The same, by the caller alone where the work is too small to share.
     *
     * @param operations some number of arithmetic operations that all tasks do together
     */
    public void run(final int count, final long operations, final Task what) {
        if (count <= 1 || operations <= SMALL || workers.length == 0) {
            what.run(0, 0, count);
            return;
        }
        begin(count, what);
        claim(0);
        if (left.get() > 0) {
            awaitEnd();
        }
        final Throwable thrown = failure.getAndSet(null);
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    private void begin(final int count, final Task what) {
        task = what;
        left.set(count);
        for (int worker = 0; worker < size(); worker++) {
            final long from = (long) count * worker / size();
            final long to = (long) count * (worker + 1) / size();
            shares.set(APART * (worker + 1), from | to << 32);
        }
        runs.set(runs.get() + 1);
        for (final Worker worker : workers) {
            if (worker.parked) {
                LockSupport.unpark(worker.thread);
            }
        }
    }

    private void awaitEnd() {
        final long start = System.nanoTime();
        while (left.get() > 0) {
            if (System.nanoTime() - start < SPIN_NANOS) {
                Thread.onSpinWait();
                continue;
            }
            waiting = Thread.currentThread();
            if (left.get() > 0) {
                LockSupport.park(this);
            }
            waiting = null;
        }
    }

    /** Claims and runs tasks, its own share's and then the others', until there are none. */
    private void claim(final int worker) {
        int done = 0;
        for (int next = 0; next < size(); next++) {
            final int whose = (worker + next) % size();
            int claimed;
            do {
                claimed = next == 0 ? claimOwn(worker) : steal(worker, whose);
                done += claimed;
            } while (claimed > 0);
        }
        if (done > 0 && left.addAndGet(-done) == 0) {
            final Thread caller = waiting;
            if (caller != null) {
                LockSupport.unpark(caller);
            }
        }
    }

    /** From the front of its share: one stretch of memory after the other. */
    private int claimOwn(final int worker) {
        final int at = APART * (worker + 1);
        while (true) {
            final long share = shares.get(at);
            final int first = (int) share;
            final int count = (int) (share >>> 32) - first;
            if (count <= 0) {
                return 0;
            }
            final int many = Math.max(1, count / PARTS);
            if (shares.compareAndSet(at, share, share + many)) {
                runTasks(worker, first, first + many);
                return many;
            }
        }
    }

    /** From the back of another's share. */
    private int steal(final int worker, final int from) {
        final int at = APART * (from + 1);
        while (true) {
            final long share = shares.get(at);
            final int end = (int) (share >>> 32);
            final int count = end - (int) share;
            if (count <= 0) {
                return 0;
            }
            final int many = Math.max(1, count / (2 * size()));
            if (shares.compareAndSet(at, share, share - ((long) many << 32))) {
                runTasks(worker, end - many, end);
                return many;
            }
        }
    }

    private void runTasks(final int worker, final int first, final int end) {
        if (failure.get() != null) {
            return;
        }
        try {
            task.run(worker, first, end);
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (final Worker worker : workers) {
            LockSupport.unpark(worker.thread);
        }
    }

    private final class Worker implements Runnable {
        private final int number;
        private final Thread thread;
        private volatile boolean parked;

        Worker(final int number) {
            this.number = number;
            thread = Thread.ofPlatform().daemon().name("vesalius-worker-" + number).unstarted(this);
        }

        @Override
        public void run() {
            FloatingPoint.require();
            int seen = 0;
            while (true) {
                seen = awaitRun(seen);
                if (closed) {
                    return;
                }
                claim(number);
            }
        }

        /** Returns the number of a run that isn't the one seen last. */
        private int awaitRun(final int seen) {
            final long start = System.nanoTime();
            while (runs.get() == seen && !closed) {
                if (System.nanoTime() - start < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    parked = true;
                    if (runs.get() == seen && !closed) {
                        LockSupport.park(this);
                    }
                    parked = false;
                }
            }
            return runs.get();
        }
    }
}
