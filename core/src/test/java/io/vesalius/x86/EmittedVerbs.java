package io.vesalius.x86;

import static org.junit.jupiter.api.Assumptions.abort;

import io.vesalius.kernel.Verbs;

import java.util.List;

/** The emitted verbs of an instruction set, for tests; these are skipped where it is missing. */
final class EmittedVerbs {
    private EmittedVerbs() {}

    static Verbs of(final Isa isa) {
        try {
            final List<String> missing = Cpuid.read().missing(isa);
            if (!missing.isEmpty()) {
                System.err.println("SKIPPED " + isa + ": the processor lacks " + missing);
                abort(isa + " is missing");
            }
            return new X86Verbs(isa, Abi.here());
        } catch (ExecutableMemory.DeniedException e) {
            throw new AssertionError(e);
        }
    }
}
