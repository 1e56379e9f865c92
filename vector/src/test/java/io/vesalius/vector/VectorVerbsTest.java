package io.vesalius.vector;

import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.VerbsContract;

/** Run once for each width of vectors: see the module's pom. */
final class VectorVerbsTest implements VerbsContract {
    private final Verbs verbs = new VectorVerbs();

    @Override
    public Verbs verbs() {
        return verbs;
    }
}
