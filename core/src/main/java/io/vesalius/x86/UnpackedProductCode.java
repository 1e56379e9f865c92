package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R10;
import static io.vesalius.x86.asm.Gpr.R11;
import static io.vesalius.x86.asm.Gpr.R12;
import static io.vesalius.x86.asm.Gpr.R13;
import static io.vesalius.x86.asm.Gpr.R15;
import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.R9;
import static io.vesalius.x86.asm.Gpr.RAX;
import static io.vesalius.x86.asm.Gpr.RBX;
import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Gpr.RSP;

import io.vesalius.kernel.Quantized;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Label;

/**
 * The product of a whole tile of sixteen quantised rows with many rows of activations: (tile, first
 * row's records, bytes from a row to the next, blocks of the type | rows << 32, y, bytes from y's
 * row to the next). AVX2, which decodes weights in twice as many instructions as AVX-512 and has
 * registers for four rows: some blocks are unpacked once, to the stack, where they stay in the
 * first-level cache while all rows go by.
 */
final class UnpackedProductCode {
    /** Columns that are unpacked at a time: at most 18 KB of the stack. */
    private static final int CHUNK_COLUMNS = 512;

    private static final int X = ProductRegisters.TYPES_STACK;
    private static final int Y = X + 8;
    private static final int ROWS = X + 16;
    private static final int BLOCKS = X + 24;
    private static final int PARTIALS = X + 64;
    private static final int UNPACKED = PARTIALS + PanelCode.PARTIALS;
    private static final V ZERO = new V(0);

    private final Lanes l;
    private final Assembler a;
    private final WeightCode weights;
    private final PanelBlock block;
    private final int chunkSteps;
    private final int blocksPerStep;

    UnpackedProductCode(final Lanes lanes, final Assembler a, final WeightCode weights) {
        l = lanes;
        this.a = a;
        this.weights = weights;
        block = new PanelBlock(weights);
        final int stepColumns = weights.layout().type().blockSize();
        chunkSteps = CHUNK_COLUMNS / stepColumns;
        blocksPerStep = stepColumns / Quantized.BLOCK;
    }

    private int stackBytes() {
        return UNPACKED + chunkSteps * blocksPerStep * block.bytes();
    }

    void emit() {
        a.sub(RSP, stackBytes());
        a.lea(R13, Address.at(RDX, RDX, 2, 0));
        a.mov(RSP.at(X), RSI);
        a.mov(RSP.at(Y), R8);
        a.mov(R11, RCX);
        a.shr(R11, 32);
        a.mov(RSP.at(ROWS), R11);
        a.shl(RCX, 32);
        a.shr(RCX, 32);
        clear();
        final Label chunks = a.here();
        unpack();
        panels();
        a.mov(RBX, RSP.at(BLOCKS));
        a.imul(RBX, RBX, Quantized.RECORD);
        a.mov(R12, RSP.at(X));
        a.add(R12, RBX);
        a.mov(RSP.at(X), R12);
        a.test(RCX, RCX);
        a.jump(Condition.NOT_EQUAL, chunks);
        a.add(RSP, stackBytes());
    }

    /** Zeros to all rows of y. */
    private void clear() {
        l.zero(ZERO);
        final Label loop = a.here();
        l.store(R8.at(0), ZERO);
        a.add(R8, R9);
        a.dec(R11);
        a.jump(Condition.NOT_EQUAL, loop);
    }

    /** The next blocks, at most a chunk; rcx counts what is left. */
    private void unpack() {
        final Label full = new Label();
        a.mov(R11, chunkSteps);
        a.cmp(RCX, R11);
        a.jump(Condition.ABOVE_OR_EQUAL, full);
        a.mov(R11, RCX);
        a.place(full);
        a.sub(RCX, R11);
        a.imul(RBX, R11, blocksPerStep);
        a.mov(RSP.at(BLOCKS), RBX);
        final ProductRegisters r = new ProductRegisters(l, 0);
        weights.prepare(r);
        a.lea(R10, RSP.at(UNPACKED));
        final Label loop = a.here();
        new UnpackCode(a, weights, r, block).emit(R10);
        a.dec(R11);
        a.jump(Condition.NOT_EQUAL, loop);
    }

    /** All rows by what is unpacked, four at a time. */
    private void panels() {
        a.mov(R11, RSP.at(ROWS));
        a.mov(R12, RSP.at(X));
        a.mov(R8, RSP.at(Y));
        a.lea(R15, Address.at(R9, R9, 2, 0));
        final Label done = new Label();
        final Label rest = new Label();
        final Label loop = a.here();
        a.cmp(R11, PanelCode.MOST_ROWS);
        a.jump(Condition.BELOW, rest);
        panel(PanelCode.MOST_ROWS);
        a.lea(R12, Address.at(R12, RDX, 4, 0));
        a.lea(R8, Address.at(R8, R9, 4, 0));
        a.sub(R11, PanelCode.MOST_ROWS);
        a.jmp(loop);
        a.place(rest);
        for (int rows = 1; rows < PanelCode.MOST_ROWS; rows++) {
            final Label other = new Label();
            a.cmp(R11, rows);
            a.jump(Condition.NOT_EQUAL, other);
            panel(rows);
            a.jmp(done);
            a.place(other);
        }
        a.place(done);
    }

    private void panel(final int rows) {
        a.lea(RAX, RSP.at(UNPACKED));
        a.mov(RBX, RSP.at(BLOCKS));
        a.mov(RSI, R12);
        new PanelCode(a, weights, rows, RSP, PARTIALS).emit();
    }
}
