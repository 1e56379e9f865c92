package io.vesalius.cli;

import io.vesalius.kernel.Definition;
import io.vesalius.kernel.VerbsChoice;

import java.util.Optional;

/**
 * What the launcher asks once after each build: do fast kernels run here as the JVM starts by
 * itself? If not it adds the incubating module of the Vector API, whose warning the JVM then shows
 * at every start.
 */
public final class KernelProbe {
    private KernelProbe() {}

    /** Ends with 0 for yes and 1 for no. */
    public static void main(final String[] args) {
        final VerbsChoice choice = VerbsChoice.choose(Optional.empty());
        System.exit(choice.verbs() instanceof Definition ? 1 : 0);
    }
}
