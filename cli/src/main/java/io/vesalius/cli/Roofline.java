package io.vesalius.cli;

import io.vesalius.model.Work;

import java.util.Locale;

/**
 * The least time that some work takes on a machine: the longer of its arithmetic and its reading,
 * as if the two were perfectly at once (Williams, Waterman and Patterson, 2009).
 */
record Roofline(Work work, Hardware hardware) {
    /** Which roof is the lower one. */
    enum Bound {
        COMPUTE,
        MEMORY;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    double computeSeconds() {
        return work.byteOperations() / hardware.byteRate()
                + work.narrowOperations() / hardware.narrowRate()
                + work.floatOperations() / hardware.floatRate();
    }

    double memorySeconds() {
        return work.bytes() / hardware.memoryRate();
    }

    double leastSeconds() {
        return Math.max(computeSeconds(), memorySeconds());
    }

    Bound bound() {
        return computeSeconds() > memorySeconds() ? Bound.COMPUTE : Bound.MEMORY;
    }

    /** Operations a byte from which on arithmetic takes longer, for this mixture of operations. */
    double ridge() {
        return work.operations() / computeSeconds() / hardware.memoryRate();
    }
}
