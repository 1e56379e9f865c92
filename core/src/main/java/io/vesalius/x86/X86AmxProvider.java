package io.vesalius.x86;

import io.vesalius.kernel.VerbsProvider;

/** The verbs emitted for AVX-512 and AMX. */
public final class X86AmxProvider implements VerbsProvider {
    @Override
    public String name() {
        return "x86-amx";
    }

    @Override
    public int priority() {
        return 400;
    }

    @Override
    public Offer offer() {
        return X86Offer.of(Isa.AMX);
    }
}
