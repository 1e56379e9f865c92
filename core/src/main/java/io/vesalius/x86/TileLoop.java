package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.RBX;
import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Gpr.RSP;

import io.vesalius.kernel.Matrix;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Label;

/**
 * A product's tiles, one after another: the rows of activations and the steps start anew at each,
 * the weights go on. In one call, since a tile of one row's product is done within a microsecond,
 * of which a call would be a tenth, and memory would stand still meanwhile.
 */
final class TileLoop {
    /** Of the stack. */
    static final int BYTES = 64;

    private static final int X = 0;
    private static final int STEPS = 8;
    private static final int OUTPUTS = 16;
    private static final int Y = 24;

    private final Assembler a;
    private final int stackAt;

    /**
     * @param stackAt where on the stack it has its bytes
     */
    TileLoop(final Assembler a, final int stackAt) {
        this.a = a;
        this.stackAt = stackAt;
    }

    private Address slot(final int offset) {
        return RSP.at(stackAt + offset);
    }

    /**
     * rcx comes as steps | outputs << 32.
     *
     * @param tile emits a tile's code: it has the activations in rsi, the steps in rcx, the outputs
     *     that are left in rbx, and the place of the first in r8; it leaves rdi behind the tile
     */
    void emit(final Runnable tile) {
        a.mov(RBX, RCX);
        a.shr(RBX, 32);
        a.shl(RCX, 32);
        a.shr(RCX, 32);
        a.mov(slot(X), RSI);
        a.mov(slot(STEPS), RCX);
        final Label end = new Label();
        final Label loop = a.here();
        a.mov(slot(OUTPUTS), RBX);
        a.mov(slot(Y), R8);
        tile.run();
        a.mov(RBX, slot(OUTPUTS));
        a.sub(RBX, Matrix.TILE_ROWS);
        a.jump(Condition.BELOW_OR_EQUAL, end);
        a.mov(RSI, slot(X));
        a.mov(RCX, slot(STEPS));
        a.mov(R8, slot(Y));
        a.add(R8, Float.BYTES * Matrix.TILE_ROWS);
        a.jmp(loop);
        a.place(end);
    }
}
