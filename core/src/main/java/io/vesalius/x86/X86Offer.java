package io.vesalius.x86;

import io.vesalius.kernel.VerbsProvider.Available;
import io.vesalius.kernel.VerbsProvider.Offer;
import io.vesalius.kernel.VerbsProvider.Refused;

import java.util.List;
import java.util.Optional;

/** Whether the emitted verbs of an instruction set can run here. */
final class X86Offer {
    private X86Offer() {}

    static Offer of(final Isa isa) {
        return of(isa, System.getProperty("os.arch"));
    }

    static Offer of(final Isa isa, final String processor) {
        if (!List.of("amd64", "x86_64").contains(processor)) {
            return new Refused("the processor is " + processor + ", not x86-64");
        }
        try {
            final Optional<String> obstacle = obstacle(isa);
            return obstacle.isEmpty()
                    ? new Available(new X86Verbs(isa, Abi.here()))
                    : new Refused(obstacle.get());
        } catch (ExecutableMemory.DeniedException e) {
            return new Refused(e.reason());
        } catch (IllegalCallerException e) {
            return new Refused(
                    "native access is off: start Java with --enable-native-access=ALL-UNNAMED, or"
                            + " =io.vesalius on the module path");
        }
    }

    /** Why its code can't run on this processor under this system. */
    static Optional<String> obstacle(final Isa isa) throws ExecutableMemory.DeniedException {
        final List<String> missing = Cpuid.read().missing(isa);
        if (!missing.isEmpty()) {
            return Optional.of("the processor lacks " + String.join(", ", missing));
        }
        return isa == Isa.AMX
                ? MatrixRegisters.ask(System.getProperty("os.name"))
                : Optional.empty();
    }
}
