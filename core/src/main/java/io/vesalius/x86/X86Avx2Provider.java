package io.vesalius.x86;

import io.vesalius.kernel.VerbsProvider;

/** The verbs emitted for AVX2. */
public final class X86Avx2Provider implements VerbsProvider {
    @Override
    public String name() {
        return "x86-avx2";
    }

    @Override
    public int priority() {
        return 200;
    }

    @Override
    public Offer offer() {
        return X86Offer.of(Isa.AVX2);
    }
}
