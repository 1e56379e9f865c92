package io.vesalius.x86;

import static org.junit.jupiter.api.Assumptions.abort;

import io.vesalius.kernel.Verbs;

import java.util.Optional;

/** The emitted verbs of an instruction set, for tests; these are skipped where it is missing. */
final class EmittedVerbs {
    private EmittedVerbs() {}

    static Verbs of(final Isa isa) {
        try {
            final Optional<String> obstacle = X86Offer.obstacle(isa);
            if (obstacle.isPresent()) {
                System.err.println("SKIPPED " + isa + ": " + obstacle.get());
                abort(isa + " is missing");
            }
            return new X86Verbs(isa, Abi.here());
        } catch (ExecutableMemory.DeniedException e) {
            throw new AssertionError(e);
        }
    }
}
