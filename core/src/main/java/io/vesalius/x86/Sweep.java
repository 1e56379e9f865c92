package io.vesalius.x86;

import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Label;

import java.util.List;
import java.util.function.Consumer;

/**
 * A loop over the elements of vectors, sixteen at a time. Its body is emitted twice: for whole
 * sixteens, and for the tail, of which only existing elements are read and written.
 */
final class Sweep {
    private final Lanes lanes;
    private final Assembler a;
    private final Tail rest;

    Sweep(final Lanes lanes, final Assembler a) {
        this.lanes = lanes;
        this.a = a;
        rest = new Tail(lanes, a);
    }

    /** What a body reads and writes by: whole, or the tail's part. */
    final class Access {
        private final boolean tail;

        private Access(final boolean tail) {
            this.tail = tail;
        }

        /** Loads sixteen elements; zeros behind the tail. */
        void load(final V d, final Address from) {
            if (tail) {
                rest.load(d, from);
            } else {
                lanes.load(d, from);
            }
        }

        void store(final Address to, final V from) {
            if (tail) {
                rest.store(to, from);
            } else {
                lanes.store(to, from);
            }
        }
    }

    /**
     * Emits the loop. A body leaves rax as it is.
     *
     * @param count elements; used up, and rax
     * @param pointers advance by 64 bytes after each sixteen
     */
    void over(final Gpr count, final List<Gpr> pointers, final Consumer<Access> body) {
        final Label tail = new Label();
        final Label done = new Label();
        a.sub(count, Lanes.COUNT);
        a.jump(Condition.LESS, tail);
        final Label loop = a.here();
        body.accept(new Access(false));
        pointers.forEach(p -> a.add(p, 4 * Lanes.COUNT));
        a.sub(count, Lanes.COUNT);
        a.jump(Condition.GREATER_OR_EQUAL, loop);
        a.place(tail);
        a.add(count, Lanes.COUNT);
        a.jump(Condition.EQUAL, done);
        rest.begin(count);
        body.accept(new Access(true));
        a.place(done);
    }
}
