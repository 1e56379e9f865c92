package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.R9;
import static io.vesalius.x86.asm.Gpr.RBX;
import static io.vesalius.x86.asm.Gpr.RSP;

import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Label;

/** Where products go: sixteen outputs of each row, or fewer in a matrix's last tile. */
final class OutputCode {
    private static final V T = new V(0);

    private final Lanes l;
    private final Assembler a;

    OutputCode(final Lanes lanes, final Assembler a) {
        l = lanes;
        this.a = a;
    }

    /** Copies rbx outputs of each row from the stack to r8, whose rows are r9 bytes apart. */
    void store(final int rows) {
        final Label part = new Label();
        final Label done = new Label();
        a.cmp(RBX, Lanes.COUNT);
        a.jump(Condition.BELOW, part);
        for (int row = 0; row < rows; row++) {
            l.load(T, RSP.at(64 * row));
            l.store(R8.at(0), T);
            a.add(R8, R9);
        }
        a.jmp(done);
        a.place(part);
        final Tail tail = new Tail(l, a);
        tail.begin(RBX);
        for (int row = 0; row < rows; row++) {
            l.load(T, RSP.at(64 * row));
            tail.store(R8.at(0), T);
            a.add(R8, R9);
        }
        a.place(done);
    }
}
