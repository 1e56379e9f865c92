package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What this process holds, again and again. */
final class MemorySamples {
    private static final long HEAP_GROWTH = 8 << 20;
    private static final long ANONYMOUS_GROWTH = 16 << 20;
    private static final int FEWEST_FOR_ANONYMOUS = 120; // before, the JVM itself still grows

    private final List<Long> heap = new ArrayList<>();
    private final List<Long> anonymous = new ArrayList<>();

    /** After a collection, so that garbage doesn't count. */
    void take() throws IOException {
        final ProcessMemory now = ProcessMemory.now();
        heap.add(now.heap());
        anonymous.add(now.anonymous());
    }

    /** The median of a third of the samples, from 0. */
    private static long third(final List<Long> samples, final int number) {
        final int each = samples.size() / 3;
        return samples.subList(number * each, (number + 1) * each).stream()
                .sorted()
                .skip(each / 2)
                .findFirst()
                .orElse(0L);
    }

    /** Since the first third, in which everything warms up, nothing has grown. */
    void assertFlat() {
        assertThat(third(heap, 2) - third(heap, 1)).as("heap: %s", heap).isLessThan(HEAP_GROWTH);
        if (anonymous.size() >= FEWEST_FOR_ANONYMOUS) {
            assertThat(third(anonymous, 2) - third(anonymous, 1))
                    .as("RssAnon: %s", anonymous)
                    .isLessThan(ANONYMOUS_GROWTH);
        }
    }

    @Override
    public String toString() {
        return "heap %.1f, %.1f, %.1f MiB, RssAnon %.1f, %.1f, %.1f MiB (medians of thirds)"
                .formatted(
                        mib(third(heap, 0)),
                        mib(third(heap, 1)),
                        mib(third(heap, 2)),
                        mib(third(anonymous, 0)),
                        mib(third(anonymous, 1)),
                        mib(third(anonymous, 2)));
    }

    private static double mib(final long bytes) {
        return bytes / (double) (1 << 20);
    }
}
