package io.vesalius.kernel;

/** Which two elements of a head RoPE rotates together. */
public enum Pairing {
    /** Elements 2i and 2i + 1, as in the RoFormer paper and Llama's own weights. */
    INTERLEAVED,
    /** Elements i and i + rotaryDim / 2, as in GPT-NeoX. */
    HALVES
}
