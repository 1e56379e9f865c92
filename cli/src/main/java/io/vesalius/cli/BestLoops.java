package io.vesalius.cli;

import io.vesalius.kernel.LimitLoops;
import io.vesalius.kernel.MemoryStream;
import io.vesalius.kernel.Peaks;
import io.vesalius.kernel.VerbsChoice;
import io.vesalius.kernel.VerbsProvider;
import io.vesalius.kernel.WorkerTeam;

/** Peaks are the machine's own, whatever kernels are asked for: measured by the best loops here. */
final class BestLoops {
    private BestLoops() {}

    /**
     * Takes about a second.
     *
     * @throws io.vesalius.base.CapacityException when there isn't the memory to read
     */
    static Peaks measure(final WorkerTeam team) {
        return Peaks.measure(loops(), team);
    }

    /**
     * Memory to read.
     *
     * @throws io.vesalius.base.CapacityException when there isn't as much
     */
    static MemoryStream stream(final WorkerTeam team) {
        return new MemoryStream(loops(), team);
    }

    private static LimitLoops loops() {
        return VerbsChoice.survey().stream()
                .map(VerbsChoice.Candidate::offer)
                .filter(VerbsProvider.Available.class::isInstance)
                .map(VerbsProvider.Available.class::cast)
                .map(available -> available.verbs().limitLoops())
                .findFirst()
                .orElseThrow();
    }
}
