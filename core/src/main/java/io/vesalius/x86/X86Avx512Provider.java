package io.vesalius.x86;

import io.vesalius.kernel.VerbsProvider;

/** The verbs emitted for AVX-512. */
public final class X86Avx512Provider implements VerbsProvider {
    @Override
    public String name() {
        return "x86-avx512";
    }

    @Override
    public int priority() {
        return 300;
    }

    @Override
    public Offer offer() {
        return X86Offer.of(Isa.AVX512);
    }
}
