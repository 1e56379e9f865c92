package io.vesalius.x86;

/** The instruction sets that kernels are emitted for. */
enum Isa {
    /** AVX2, FMA, F16C: 16 registers of 256 bits. */
    AVX2,
    /** AVX-512 F, BW, DQ, VL, VBMI and VNNI: 32 registers of 512 bits, masks, products of bytes. */
    AVX512,
    /** AVX-512 as above, and AMX's products of matrices of bytes. */
    AMX;

    /** Whether vectors have 512 bits. */
    boolean wide() {
        return this != AVX2;
    }
}
