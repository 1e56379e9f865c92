/**
 * A small assembler of x86-64 machine code. Comes in: calls, one an instruction, named as in the
 * processor's manual, the destination first. Goes out: bytes that run wherever they are put. One
 * thread a piece of code. Only what the kernels use; the encodings are tested against objdump.
 */
@NullMarked
package io.vesalius.x86.asm;

import org.jspecify.annotations.NullMarked;
