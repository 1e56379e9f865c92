package io.vesalius.x86.asm;

/** General-purpose registers of 64 bits, in the order of their numbers. */
public enum Gpr {
    RAX,
    RCX,
    RDX,
    RBX,
    RSP,
    RBP,
    RSI,
    RDI,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15;

    int number() {
        return ordinal();
    }

    /** Memory at this register. */
    public Address at(final int displacement) {
        return Address.at(this, displacement);
    }
}
