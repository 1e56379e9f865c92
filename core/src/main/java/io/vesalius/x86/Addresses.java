package io.vesalius.x86;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;

/** Emitted code checks nothing: what it will touch is checked here, against the buffer's bounds. */
@SuppressWarnings("ReachabilityFenceUsage") // no finally: emitted code throws nothing
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

    /**
     * Keeps buffers in memory up to here: an address alone doesn't, and memory that the garbage
     * collector frees may be gone while code still works on it.
     */
    static void keep(final Object buffer) {
        Reference.reachabilityFence(buffer);
    }

    static void keep(final Object first, final Object second) {
        Reference.reachabilityFence(first);
        Reference.reachabilityFence(second);
    }

    static void keep(final Object first, final Object second, final Object third) {
        keep(first, second);
        Reference.reachabilityFence(third);
    }
}
