package io.vesalius.server;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process holds, garbage aside.
 *
 * @param heap bytes of live objects
 * @param direct bytes of direct buffers
 * @param anonymous bytes that are no file's, in memory or swapped out; 0 where the system doesn't
 *     tell
 */
record ProcessMemory(long heap, long direct, long anonymous) {
    private static final Path STATUS = Path.of("/proc/self/status");

    static ProcessMemory now() throws IOException {
        System.gc();
        return new ProcessMemory(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum(),
                readAnonymous());
    }

    private static long readAnonymous() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("RssAnon:") || line.startsWith("VmSwap:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .sum();
    }
}
