package io.vesalius.x86.asm;

/** What a vector instruction can read as its last source: a register or memory. */
public sealed interface Operand permits Vec, Address {}
