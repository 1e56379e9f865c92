package io.vesalius.kernel;

/** What a gated unit does to its gate, as {@link Functions} defines it. */
public enum Activation {
    SILU,
    /** GELU by erf. */
    GELU,
    /** GELU by tanh. */
    GELU_TANH
}
