package io.vesalius.x86;

import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.VerbsContract;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;

import java.util.Objects;

/** What is emitted for AVX-512 and AMX gives the definition's bits. */
final class AmxVerbsTest implements VerbsContract {
    private static @Nullable Verbs verbs;

    @BeforeAll
    static void emit() {
        verbs = EmittedVerbs.of(Isa.AMX);
    }

    @Override
    public Verbs verbs() {
        return Objects.requireNonNull(verbs);
    }
}
