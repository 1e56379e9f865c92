package io.vesalius.testing;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;
import java.util.function.Predicate;

/** What some threads take of Java's heap. */
public final class HeapUse {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long[] ids;

    /**
     * @param which of the threads that there are now
     */
    public HeapUse(final Predicate<Thread> which) {
        ids =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(which)
                        .mapToLong(Thread::threadId)
                        .toArray();
    }

    /** This thread's and the workers'. */
    public static HeapUse here() {
        return new HeapUse(
                thread ->
                        thread == Thread.currentThread()
                                || thread.getName().startsWith("vesalius-worker-"));
    }

    /** Bytes since the threads began, whether they were collected or not; itself takes none. */
    public long bytes() {
        long bytes = 0;
        for (final long id : ids) {
            bytes += threads.getThreadAllocatedBytes(id);
        }
        return bytes;
    }
}
