package io.vesalius.x86;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Emitted code checks nothing: what it will touch is checked here, against the buffer's bounds. */
final class Addresses {
    private Addresses() {}

    /**
     * The address of `bytes` bytes at `at`.
     *
     * @throws IndexOutOfBoundsException when the segment doesn't hold them
     * @throws IllegalArgumentException when it lies on the heap
     */
    static long of(final MemorySegment segment, final long at, final long bytes) {
        Objects.checkFromIndexSize(at, bytes, segment.byteSize());
        if (!segment.isNative()) {
            throw new IllegalArgumentException("a buffer on the heap");
        }
        return segment.address() + at;
    }
}
