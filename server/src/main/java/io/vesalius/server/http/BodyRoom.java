package io.vesalius.server.http;

import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

/**
 * How many bytes of bodies may be in the heap at once: as JSON they take many times their length,
 * and all connections together must not fill it.
 */
final class BodyRoom {
    /** Bytes of heap for a byte of JSON, at worst: an empty array and its comma. */
    private static final int GROWTH = 32;

    private static final int UNIT = 1024;

    private final int units;
    private final Semaphore free;

    /**
     * @param heapBytes of all of the process
     */
    BodyRoom(final long heapBytes) {
        units = Math.clamp(heapBytes / GROWTH / UNIT, 1, Integer.MAX_VALUE);
        free = new Semaphore(units);
    }

    /** Room that is taken until it is closed. */
    final class Taken implements AutoCloseable {
        private final int count;

        private Taken(final int count) {
            this.count = count;
        }

        @Override
        public void close() {
            free.release(count);
        }
    }

    /**
     * Takes room for a body.
     *
     * @param length as it was told; absent where it comes in chunks
     * @param most that it may have
     * @throws ApiError when it never fits, or not now
     */
    Taken take(final OptionalLong length, final int most) {
        final long bytes = length.orElse(Math.min(most, (long) units * UNIT));
        final long count = Math.ceilDiv(bytes, UNIT);
        if (count > units) {
            throw ApiError.of(
                    413,
                    "request_too_large",
                    "the body has %d bytes, and this server's heap has room for %d"
                            .formatted(bytes, (long) units * UNIT));
        }
        if (!free.tryAcquire((int) count)) {
            throw ApiError.of(
                    503, "busy", "the bodies of other requests fill the heap: try again later");
        }
        return new Taken((int) count);
    }
}
