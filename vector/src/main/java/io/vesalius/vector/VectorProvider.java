package io.vesalius.vector;

import io.vesalius.kernel.VerbsProvider;

import java.util.Optional;

/** Offers the verbs by the Vector API, where its module is there and compiled code uses it. */
public final class VectorProvider implements VerbsProvider {
    @Override
    public String name() {
        return "vector";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Offer offer() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return new Refused(
                    "the module jdk.incubator.vector is missing: start java with"
                            + " --add-modules jdk.incubator.vector");
        }
        final Optional<String> mode = slowMode(System.getProperty("java.vm.info", ""));
        if (mode.isPresent()) {
            return new Refused(
                    "this JVM runs " + mode.get() + ": the Vector API needs the C2 compiler");
        }
        return new Available(new VectorVerbs());
    }

    /** Without C2 every vector is an object: slower than the plain definition. */
    static Optional<String> slowMode(final String vmInfo) {
        if (vmInfo.contains("interpreted")) {
            return Optional.of("interpreted");
        }
        return vmInfo.contains("emulated-client")
                ? Optional.of("with its first compiler only")
                : Optional.empty();
    }
}
