package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R10;
import static io.vesalius.x86.asm.Gpr.R11;
import static io.vesalius.x86.asm.Gpr.R12;
import static io.vesalius.x86.asm.Gpr.R13;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;

import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Gpr;

/**
 * How code reaches a panel's rows of activations, the first at rsi, each rdx bytes after the one
 * before: a register for every fourth, and multiples of the distance.
 */
final class PanelRows {
    private static final Gpr[] BASES = {RSI, R10, R11, R12};
    private static final Gpr STRIDE = RDX;
    private static final Gpr STRIDE_3 = R13;

    private final Assembler a;
    private final int rows;

    /**
     * @param rows at most 16
     */
    PanelRows(final Assembler a, final int rows) {
        this.a = a;
        this.rows = rows;
    }

    /** The registers, from rsi and rdx. */
    void place() {
        a.lea(STRIDE_3, Address.at(STRIDE, STRIDE, 2, 0));
        for (int i = 1; 4 * i < rows; i++) {
            a.lea(BASES[i], Address.at(BASES[i - 1], STRIDE, 4, 0));
        }
    }

    /** A byte of a row. */
    Address at(final int row, final int offset) {
        final Gpr base = BASES[row / 4];
        return switch (row % 4) {
            case 0 -> base.at(offset);
            case 1 -> Address.at(base, STRIDE, 1, offset);
            case 2 -> Address.at(base, STRIDE, 2, offset);
            default -> Address.at(base, STRIDE_3, 1, offset);
        };
    }

    /** All rows go on by so many bytes. */
    void advance(final int bytes) {
        for (int i = 0; 4 * i < rows; i++) {
            a.add(BASES[i], bytes);
        }
    }
}
