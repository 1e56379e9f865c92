package io.vesalius.cli;

import io.vesalius.kernel.WorkerTeam;

import java.util.Optional;

/** How many threads compute. */
final class Threads {
    /** More than any machine has cores: a typing error. */
    private static final int MOST = 1024;

    private Threads() {}

    /**
     * The number that was given, or one a processor.
     *
     * @throws UsageException for a number that makes no sense
     */
    static int checked(final Optional<Integer> given) {
        final int count = given.orElseGet(WorkerTeam::defaultSize);
        if (count < 1 || count > MOST) {
            throw new UsageException("--threads is %d: allowed: 1 to %d".formatted(count, MOST));
        }
        return count;
    }
}
