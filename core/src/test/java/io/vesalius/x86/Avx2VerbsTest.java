package io.vesalius.x86;

import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.VerbsContract;

/** What is emitted for AVX2 gives the definition's bits. */
final class Avx2VerbsTest implements VerbsContract {
    private static final Verbs VERBS = EmittedVerbs.of(Isa.AVX2);

    @Override
    public Verbs verbs() {
        return VERBS;
    }
}
