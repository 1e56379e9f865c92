package io.vesalius.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

final class HostMemoryTest {
    private static final long LARGE = 64L << 20;
    private static final long FAR = 4L << 20;

    @Test
    @EnabledOnOs(OS.LINUX)
    void of_small_pages_only_those_are_resident_that_are_touched() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment memory =
                    HostMemory.allocate(arena, LARGE, PageSize.SMALL, "a test");
            for (long at = 0; at < LARGE; at += FAR) {
                memory.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
            }
            assertThat(residentBytes(memory.address())).isBetween(LARGE / FAR * 4096, FAR);
        }
    }

    /** Of the mapping that has this address. */
    private static long residentBytes(final long address) throws IOException {
        boolean found = false;
        for (final String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            final String[] words = line.split("[- ]+");
            if (words[0].matches("[0-9a-f]+")) {
                found =
                        Long.compareUnsigned(Long.parseUnsignedLong(words[0], 16), address) <= 0
                                && Long.compareUnsigned(
                                                address, Long.parseUnsignedLong(words[1], 16))
                                        < 0;
            } else if (found && words[0].equals("Rss:")) {
                return 1024 * Long.parseLong(words[1]);
            }
        }
        throw new AssertionError("no mapping has the address");
    }
}
