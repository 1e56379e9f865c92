package io.vesalius.kernel;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that divide a verb's work: one team a process, passed in, so that a draft and its
 * target share it. The caller is worker 0. Workers claim tasks, many at first and single ones at
 * the end (Polychronopoulos and Kuck, "Guided Self-Scheduling", 1987), so that uneven cores don't
 * stall; between runs they spin for a moment, then park. A run is over when its tasks are done,
 * whichever workers came to it: one that the system doesn't schedule holds nobody up. One run at a
 * time.
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

    /** Longer than between two verbs of a step; waking a parked thread takes some 50 us. */
    private static final long SPIN_NANOS = 40_000;

    /** Operations that one core ends before another has heard of them. */
    private static final long SMALL = 1 << 17;

    /** The next index while a run is being set up: late workers find no task. */
    private static final int NOTHING = Integer.MAX_VALUE;

    private static final int CHUNKS = 8;

    private final Worker[] workers;

    /** The run's number in the upper half, the next task to claim in the lower. */
    private final AtomicLong claims = new AtomicLong(NOTHING);

    private final AtomicInteger left = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile Task task = (worker, index) -> {};
    private volatile int taskCount;
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
     * after the others have ended; tasks that haven't begun are left out then.
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
            for (int i = 0; i < count; i++) {
                what.run(0, i);
            }
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
        final long number = (claims.get() >>> 32) + 1 << 32;
        claims.set(number | NOTHING);
        task = what;
        taskCount = count;
        left.set(count);
        claims.set(number);
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

    /** Claims and runs tasks of the present run until there are none. */
    private void claim(final int worker) {
        long at = claims.get();
        while (true) {
            final int first = (int) at;
            final int count = taskCount;
            if (first >= count) {
                return;
            }
            final int many = Math.max(1, (count - first) / (CHUNKS * size()));
            if (claims.compareAndSet(at, at + many)) {
                runTasks(worker, first, first + many);
            }
            at = claims.get();
        }
    }

    private void runTasks(final int worker, final int first, final int end) {
        final Task what = task;
        try {
            for (int index = first; index < end && failure.get() == null; index++) {
                what.run(worker, index);
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
        if (left.addAndGet(first - end) == 0) {
            final Thread caller = waiting;
            if (caller != null) {
                LockSupport.unpark(caller);
            }
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
            long at = claims.get();
            while (!isNews(at, seen) && !closed) {
                if (System.nanoTime() - start < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    parked = true;
                    if (!isNews(claims.get(), seen) && !closed) {
                        LockSupport.park(this);
                    }
                    parked = false;
                }
                at = claims.get();
            }
            return (int) (at >>> 32);
        }

        private static boolean isNews(final long at, final int seen) {
            return (int) (at >>> 32) != seen && (int) at != NOTHING;
        }
    }
}
