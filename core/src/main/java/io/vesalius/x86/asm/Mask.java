package io.vesalius.x86.asm;

/** Mask registers of AVX-512 that can mask: k0 means no mask where one is encoded. */
public enum Mask {
    K1,
    K2,
    K3,
    K4,
    K5,
    K6,
    K7;

    int number() {
        return ordinal() + 1;
    }
}
