package io.vesalius.x86;

import static io.vesalius.x86.asm.Op.VPABSB;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPOR;
import static io.vesalius.x86.asm.Shift.VPSLLD;

import io.vesalius.kernel.Quantized;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.WeightCode.Minimum;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Label;

/**
 * Unpacks one of a type's own blocks of a tile, at rdi, to blocks of {@link UnpackedLayout}, at a
 * register that goes on by as much. AVX2.
 */
final class UnpackCode {
    private static final int LOW_HALF = 0xffff;

    private final Lanes l;
    private final Assembler a;
    private final WeightCode weights;
    private final ProductRegisters r;
    private final UnpackedLayout layout;
    private final Gpr to;

    UnpackCode(
            final Assembler a, final WeightCode weights, final ProductRegisters r, final Gpr to) {
        l = r.lanes();
        this.a = a;
        this.weights = weights;
        this.r = r;
        layout = UnpackedLayout.of(weights);
        this.to = to;
    }

    void emit() {
        final int blocks = weights.layout().type().blockSize() / Quantized.BLOCK;
        final int periods = blocks / weights.period();
        weights.begin(r);
        a.clear(ProductRegisters.CURSOR);
        final Label loop = a.here();
        for (int block = 0; block < weights.period(); block++) {
            block(block);
        }
        a.add(to, weights.period() * layout.bytes());
        if (periods > 1) {
            a.add(ProductRegisters.CURSOR, weights.cursorStep());
            a.cmp(ProductRegisters.CURSOR, weights.cursorStep() * periods);
            a.jump(Condition.NOT_EQUAL, loop);
        }
        a.add(Gpr.RDI, weights.layout().bytes());
    }

    private void block(final int block) {
        final V d = r.weights();
        for (int group = 0; group < UnpackedLayout.GROUPS; group++) {
            weights.weights(r, block, group, d);
            if (layout.signed()) {
                store(block, layout.signs(group), d);
                l.op(VPABSB, d, d);
            }
            store(block, layout.magnitudes(group), d);
        }
        weights.scale(r, block, d);
        store(block, layout.scale(), d);
        if (layout.minimum() != Minimum.NONE) {
            weights.minimum(r, block, d);
            store(block, layout.minimumScale(), d);
        }
        if (layout.halves()) {
            scalesOfHalves(block);
        }
        if (layout.minimum() == Minimum.HALVES) {
            minimumsOfHalves(block);
        }
    }

    private void scalesOfHalves(final int block) {
        final V low = new V(0);
        final V high = new V(1);
        weights.subScale(r, block, 0, low);
        weights.subScale(r, block, 1, high);
        l.op(VPAND, low, low, l.constant(LOW_HALF));
        final V shifted = new V(2);
        l.shift(VPSLLD, shifted, high, 16);
        pair(block, layout.subScales(), low, shifted);
        l.op(VPAND, high, high, l.constant(LOW_HALF));
        pair(block, layout.subScale(1), high, shifted);
        l.shift(VPSLLD, shifted, low, 16);
        pair(block, layout.subScale(0), low, shifted);
    }

    private void minimumsOfHalves(final int block) {
        final V low = new V(0);
        final V high = new V(1);
        weights.subMinimum(r, block, 0, low);
        weights.subMinimum(r, block, 1, high);
        l.shift(VPSLLD, high, high, 16);
        pair(block, layout.subMinimums(), low, high);
    }

    private void pair(final int block, final int at, final V low, final V high) {
        final V d = r.weights();
        l.op(VPOR, d, low, high);
        store(block, at, d);
    }

    private void store(final int block, final int at, final V d) {
        l.store(Address.at(to, block * layout.bytes() + at), d);
    }
}
