package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R10;
import static io.vesalius.x86.asm.Gpr.R11;
import static io.vesalius.x86.asm.Gpr.R12;
import static io.vesalius.x86.asm.Gpr.R13;
import static io.vesalius.x86.asm.Gpr.R14;
import static io.vesalius.x86.asm.Gpr.R15;
import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.R9;
import static io.vesalius.x86.asm.Gpr.RAX;
import static io.vesalius.x86.asm.Gpr.RBP;
import static io.vesalius.x86.asm.Gpr.RBX;
import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Op.VFMADD231PS;

import io.vesalius.x86.Lanes.All;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Label;

/**
 * Blocks of rows by a panel of sixteen columns, added to what is there: (panel, a, c, bytes from
 * a's row to the next | from its column to the next << 32, columns | blocks << 32, bytes from c's
 * row to the next). One accumulator a column of c, in order of a's columns.
 */
final class HeapPanelCode {
    private static final Gpr[] BASES = {R14, R8, R15};
    private static final Gpr ROW = R10;
    private static final Gpr ROW_3 = R12;
    private static final Gpr COLUMN = R11;

    private final Lanes l;
    private final Assembler a;
    private final int rows;
    private final V panel;

    HeapPanelCode(final Lanes lanes, final Assembler a, final int rows) {
        l = lanes;
        this.a = a;
        this.rows = rows;
        panel = new V(rows);
    }

    /** Rows of the largest block. */
    static int mostRows(final Isa isa) {
        return isa.wide() ? 12 : 6;
    }

    void emit() {
        unpack(ROW, COLUMN, RCX);
        a.lea(ROW_3, Address.at(ROW, ROW, 2, 0));
        unpack(RBX, R13, R8);
        final Label block = a.here();
        a.mov(RAX, RDI);
        a.mov(BASES[0], RSI);
        for (int i = 1; 4 * i < rows; i++) {
            a.lea(BASES[i], Address.at(BASES[i - 1], ROW, 4, 0));
        }
        a.mov(RCX, RDX);
        for (int row = 0; row < rows; row++) {
            l.load(new V(row), RCX.at(0));
            a.add(RCX, R9);
        }
        a.mov(RBP, RBX);
        columns();
        for (int row = 0; row < rows; row++) {
            l.store(RDX.at(0), new V(row));
            a.add(RDX, R9);
            a.add(RSI, ROW);
        }
        a.sub(R13, 1);
        a.jump(Condition.GREATER, block);
    }

    /** Two numbers of 32 bits out of one register. */
    private void unpack(final Gpr low, final Gpr high, final Gpr both) {
        a.mov(high, both);
        a.shr(high, 32);
        a.mov(low, both);
        a.shl(low, 32);
        a.shr(low, 32);
    }

    private void columns() {
        final Label loop = a.here();
        l.load(panel, RAX.at(0));
        for (int row = 0; row < rows; row++) {
            l.op(VFMADD231PS, new V(row), panel, new All(x(row)));
        }
        a.add(RAX, 64);
        for (int i = 0; 4 * i < rows; i++) {
            a.add(BASES[i], COLUMN);
        }
        a.sub(RBP, 1);
        a.jump(Condition.GREATER, loop);
    }

    private Address x(final int row) {
        final Gpr base = BASES[row / 4];
        return switch (row % 4) {
            case 0 -> base.at(0);
            case 1 -> Address.at(base, ROW, 1, 0);
            case 2 -> Address.at(base, ROW, 2, 0);
            default -> Address.at(base, ROW_3, 1, 0);
        };
    }
}
