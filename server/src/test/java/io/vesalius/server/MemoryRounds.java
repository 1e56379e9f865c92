package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What this process holds between rounds of the same work. What a request leaves behind grows with
 * every round; what the JVM takes for itself, compiled code above all, does not: so in one round at
 * least nothing may have grown.
 */
final class MemoryRounds {
    private final List<ProcessMemory> memory = new ArrayList<>();

    /** After a round, or before the first. */
    void take() throws IOException {
        memory.add(ProcessMemory.now());
    }

    /**
     * Since the first round, which warms up.
     *
     * @param mostBytes that count as nothing
     */
    void assertFlat(final long mostBytes) {
        assertFlat("heap", mostBytes, ProcessMemory::heap);
        assertFlat("direct memory", mostBytes, ProcessMemory::direct);
        assertFlat("anonymous memory", mostBytes, ProcessMemory::anonymous);
    }

    private void assertFlat(
            final String what, final long mostBytes, final ToLongFunction<ProcessMemory> bytes) {
        final List<Long> grown = new ArrayList<>();
        for (int i = 2; i < memory.size(); i++) {
            grown.add(bytes.applyAsLong(memory.get(i)) - bytes.applyAsLong(memory.get(i - 1)));
        }
        assertThat(grown)
                .as("bytes of %s by which it grew in each round", what)
                .hasSizeGreaterThan(1)
                .anyMatch(each -> each < mostBytes);
    }
}
