package io.vesalius.x86;

import io.vesalius.kernel.Quantized;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Label;

/** Unpacks one of a type's own blocks of a tile, at rdi, to blocks of 32 ready to be multiplied. */
final class UnpackCode {
    private final Assembler a;
    private final WeightCode weights;
    private final ProductRegisters r;
    private final UnpackedBlock block;

    UnpackCode(
            final Assembler a,
            final WeightCode weights,
            final ProductRegisters r,
            final UnpackedBlock block) {
        this.a = a;
        this.weights = weights;
        this.r = r;
        this.block = block;
    }

    /**
     * @param to where the blocks go; goes on by as much, as rdi does
     */
    void emit(final Gpr to) {
        final int blocks = weights.layout().type().blockSize() / Quantized.BLOCK;
        final int periods = blocks / weights.period();
        weights.begin(r);
        a.clear(ProductRegisters.CURSOR);
        final Label loop = a.here();
        for (int i = 0; i < weights.period(); i++) {
            block.emit(r, i, to.at(i * block.bytes()));
        }
        a.add(to, weights.period() * block.bytes());
        if (periods > 1) {
            a.add(ProductRegisters.CURSOR, weights.cursorStep());
            a.cmp(ProductRegisters.CURSOR, weights.cursorStep() * periods);
            a.jump(Condition.NOT_EQUAL, loop);
        }
        a.add(Gpr.RDI, weights.layout().bytes());
    }
}
