package io.vesalius.testing;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/** What this thread and the workers that are there take of Java's heap. */
public final class HeapUse {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long[] ids =
            Thread.getAllStackTraces().keySet().stream()
                    .filter(HeapUse::computes)
                    .mapToLong(Thread::threadId)
                    .toArray();

    private static boolean computes(final Thread thread) {
        return thread == Thread.currentThread() || thread.getName().startsWith("vesalius-worker-");
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
