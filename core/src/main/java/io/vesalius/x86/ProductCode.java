package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RSP;
import static io.vesalius.x86.asm.Op.VCVTDQ2PS;
import static io.vesalius.x86.asm.Op.VFMADD213PS;
import static io.vesalius.x86.asm.Op.VFMADD231PS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPABSB;
import static io.vesalius.x86.asm.Op.VPADDD;
import static io.vesalius.x86.asm.Op.VPADDW;
import static io.vesalius.x86.asm.Op.VPBROADCASTD;
import static io.vesalius.x86.asm.Op.VPDPBUSD;
import static io.vesalius.x86.asm.Op.VPMADDUBSW;
import static io.vesalius.x86.asm.Op.VPMADDWD;
import static io.vesalius.x86.asm.Op.VPMULLD;
import static io.vesalius.x86.asm.Op.VPSIGNB;
import static io.vesalius.x86.asm.Op.VPSUBD;
import static io.vesalius.x86.asm.Shift.VPSLLD;

import io.vesalius.kernel.Quantized;
import io.vesalius.x86.Lanes.All;
import io.vesalius.x86.Lanes.Each;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Label;
import io.vesalius.x86.asm.Simd;
import io.vesalius.x86.asm.Vec;

/**
 * The product of tiles of sixteen quantised rows with a panel of quantised activations: (first
 * tile, first row's records, bytes from a row to the next, blocks of the type | outputs << 32, y,
 * bytes from y's row to the next).
 *
 * <p>Lanes are outputs, so nothing is ever summed over lanes. A block's integer sums stay in
 * registers, one for each row of the panel, while its weights pass once; the f32 accumulators wait
 * on the stack. Of every ten multiplications eight are products of bytes.
 */
final class ProductCode {
    private static final int GROUPS = 8;

    /** That {@link PanelRows} reaches. */
    static final int MOST_ROWS = 16;

    private static final int LINE = 64;

    private final Lanes l;
    private final Assembler a;
    private final Simd s;
    private final WeightCode weights;
    private final int rows;
    private final PanelRows x;
    private final ProductRegisters r;
    private final int blocks;
    private final boolean resident;

    private final AheadCode ahead;

    /** Whether VPMADDUBSW's sums are added up as they are, and widened at a block's end. */
    private final boolean shortSums;

    /**
     * @param rows of the panel, at most {@link #mostRows} of any count
     */
    ProductCode(final Lanes lanes, final Assembler a, final WeightCode weights, final int rows) {
        l = lanes;
        this.a = a;
        s = a.simd();
        this.weights = weights;
        this.rows = rows;
        x = new PanelRows(a, rows);
        r = new ProductRegisters(lanes, LINE * rows);
        ahead = new AheadCode(lanes.isa(), a, weights, rows, GROUPS);
        blocks = weights.layout().type().blockSize() / Quantized.BLOCK;
        shortSums = !lanes.wide() && weights.groupsIn16Bits() * sumsPerRow() >= GROUPS;
        resident = rows * (sumsPerRow() + 1) <= ProductRegisters.accumulators(lanes.isa());
    }

    /**
     * Rows of the widest panel for so many rows: with AVX-512 all accumulators stay in registers,
     * unless memory is the limit and a panel that keeps some on the stack spares a second reading.
     */
    static int mostRows(final Isa isa, final WeightCode weights, final int count) {
        final int sums = weights.halves() ? 2 : 1;
        if (isa.wide() && weights.plain() && count <= MOST_ROWS) {
            return MOST_ROWS;
        }
        return ProductRegisters.accumulators(isa) / (isa.wide() ? sums + 1 : sums);
    }

    private int sumsPerRow() {
        return weights.halves() ? 2 : 1;
    }

    void emit() {
        a.sub(RSP, stackBytes());
        weights.prepare(r);
        new TileLoop(a, LINE * rows + ProductRegisters.TYPES_STACK).emit(this::tile);
        a.add(RSP, stackBytes());
    }

    private void tile() {
        x.place();
        l.zero(r.scratch());
        for (int row = 0; row < rows; row++) {
            save(row, r.scratch());
        }
        final Label loop = a.here();
        weights.begin(r);
        ahead.begin();
        periods();
        a.add(RDI, weights.layout().bytes());
        a.dec(RCX);
        a.jump(Condition.NOT_EQUAL, loop);
        if (resident) {
            for (int row = 0; row < rows; row++) {
                l.store(sum(row), total(row));
            }
        }
        new OutputCode(l, a).store(rows);
    }

    /** The blocks of one period after another, by code that is emitted once. */
    private void periods() {
        final int periods = blocks / weights.period();
        a.clear(ProductRegisters.CURSOR);
        final Label loop = a.here();
        for (int block = 0; block < weights.period(); block++) {
            if (shortSums) {
                sums(block);
                widen(block);
            } else {
                start(block);
                sums(block);
            }
            finish(block);
        }
        x.advance(Quantized.RECORD * weights.period());
        if (periods > 1) {
            ahead.nextPeriod();
            a.add(ProductRegisters.CURSOR, weights.cursorStep());
            a.cmp(ProductRegisters.CURSOR, weights.cursorStep() * periods);
            a.jump(Condition.NOT_EQUAL, loop);
        }
    }

    /** Rows' accumulators, the type's own numbers behind them, then the loop's. */
    private int stackBytes() {
        return LINE * rows + ProductRegisters.TYPES_STACK + TileLoop.BYTES;
    }

    /** Where a row's f32 accumulators lie that aren't resident, and all at the end. */
    private Address sum(final int row) {
        return RSP.at(LINE * row);
    }

    /** A resident accumulator. */
    private V total(final int row) {
        return r.accumulator(sumsPerRow() * rows + row);
    }

    private void save(final int row, final V value) {
        if (resident) {
            l.move(total(row), value);
        } else {
            l.store(sum(row), value);
        }
    }

    /** A byte of a row's record of a block. */
    private Address x(final int row, final int block, final int offset) {
        return x.at(row, Quantized.RECORD * block + offset);
    }

    private V low(final int row) {
        return r.accumulator(row);
    }

    private V high(final int row) {
        return r.accumulator(rows + row);
    }

    /** Integer sums start at minus the offset times the sum of the activations. */
    private void start(final int block) {
        final int shift = weights.signed() ? l.wide() ? 7 : -1 : weights.offsetShift();
        for (int row = 0; row < rows; row++) {
            if (shift < 0) {
                l.zero(low(row));
                if (weights.halves()) {
                    l.zero(high(row));
                }
            } else if (weights.halves()) {
                l.broadcast(low(row), x(row, block, Quantized.NEGATED_LOW_SUM));
                l.broadcast(high(row), x(row, block, Quantized.NEGATED_SUM));
                l.op(VPSUBD, high(row), high(row), low(row));
                l.shift(VPSLLD, low(row), low(row), shift);
                l.shift(VPSLLD, high(row), high(row), shift);
            } else if (l.wide()) {
                final Address sum = x(row, block, Quantized.NEGATED_SUM).toAll();
                s.shift(VPSLLD, l.vec(low(row), 0), sum, shift);
            } else {
                l.broadcast(low(row), x(row, block, Quantized.NEGATED_SUM));
                l.shift(VPSLLD, low(row), low(row), shift);
            }
        }
    }

    private void sums(final int block) {
        final V w = r.weights();
        for (int group = 0; group < GROUPS; group++) {
            ahead.group(block, group);
            weights.weights(r, block, group, w);
            if (!l.wide() && weights.signed()) {
                l.op(VPABSB, r.scratch(), w);
            }
            for (int row = 0; row < rows; row++) {
                final V sum = weights.halves() && group >= GROUPS / 2 ? high(row) : low(row);
                if (shortSums) {
                    final boolean first = group % (GROUPS / sumsPerRow()) == 0;
                    shortDot(sum, first, w, x(row, block, 4 * group));
                } else {
                    dot(sum, w, x(row, block, 4 * group));
                }
            }
        }
    }

    /** `sum += w * activations`, four bytes a lane. */
    private void dot(final V sum, final V w, final Address activations) {
        if (l.wide()) {
            s.op(VPDPBUSD, l.vec(sum, 0), l.vec(w, 0), activations.toAll());
            return;
        }
        final Vec q = l.vec(r.scratch2(), 0);
        final Vec t = l.vec(r.scratch2(), 1);
        s.op(VPBROADCASTD, q, activations);
        for (int half = 0; half < 2; half++) {
            if (weights.signed()) {
                s.op(VPSIGNB, t, q, l.vec(w, half));
                s.op(VPMADDUBSW, t, l.vec(r.scratch(), half), t);
            } else {
                s.op(VPMADDUBSW, t, l.vec(w, half), q);
            }
            s.op(VPMADDWD, t, t, l.constants(0x00010001).address());
            s.op(VPADDD, l.vec(sum, half), l.vec(sum, half), t);
        }
    }

    /** The same in sixteen bits; the first of some sums. */
    private void shortDot(final V sum, final boolean first, final V w, final Address activations) {
        final Vec q = l.vec(r.scratch2(), 0);
        final Vec t = l.vec(r.scratch2(), 1);
        s.op(VPBROADCASTD, q, activations);
        for (int half = 0; half < 2; half++) {
            final Vec to = l.vec(sum, half);
            s.op(VPMADDUBSW, first ? to : t, l.vec(w, half), q);
            if (!first) {
                s.op(VPADDW, to, to, t);
            }
        }
    }

    /** Sums of sixteen bits become integers, less the offset times the sum of the activations. */
    private void widen(final int block) {
        final V t = r.scratch();
        final V u = r.scratch2();
        final int shift = weights.offsetShift();
        for (int row = 0; row < rows; row++) {
            l.op(VPMADDWD, low(row), low(row), l.constants(0x00010001));
            if (weights.halves()) {
                l.op(VPMADDWD, high(row), high(row), l.constants(0x00010001));
            }
            if (shift < 0) {
                continue;
            }
            l.broadcast(u, x(row, block, Quantized.NEGATED_SUM));
            if (weights.halves()) {
                l.broadcast(t, x(row, block, Quantized.NEGATED_LOW_SUM));
                l.op(VPSUBD, u, u, t);
                l.shift(VPSLLD, t, t, shift);
                l.op(VPADDD, low(row), low(row), t);
            }
            l.shift(VPSLLD, u, u, shift);
            final V whole = weights.halves() ? high(row) : low(row);
            l.op(VPADDD, whole, whole, u);
        }
    }

    /** Integer sums become f32, are scaled and added, then the minimums. */
    private void finish(final int block) {
        final V scale = r.weights();
        if (weights.halves()) {
            foldHalves(block, scale);
        } else {
            for (int row = 0; row < rows; row++) {
                l.op(VCVTDQ2PS, low(row), low(row));
            }
        }
        weights.scale(r, block, scale);
        for (int row = 0; row < rows; row++) {
            final V factor = r.scratch();
            l.op(VMULPS, factor, scale, new All(x(row, block, Quantized.SCALE)));
            if (resident) {
                l.op(VFMADD231PS, total(row), low(row), factor);
            } else {
                l.op(VFMADD213PS, low(row), factor, new Each(sum(row)));
                l.store(sum(row), low(row));
            }
        }
        switch (weights.minimum()) {
            case NONE -> {}
            case BLOCK -> {
                weights.minimum(r, block, scale);
                for (int row = 0; row < rows; row++) {
                    addMinimum(row, scale, new All(x(row, block, Quantized.SCALED_SUM)));
                }
            }
            case HALVES -> minimumOfHalves(block);
        }
    }

    private void addMinimum(final int row, final V minimum, final Lanes.Source sum) {
        if (resident) {
            l.op(VFMADD231PS, total(row), minimum, sum);
        } else {
            l.load(low(row), sum(row));
            l.op(VFMADD231PS, low(row), minimum, sum);
            l.store(sum(row), low(row));
        }
    }

    /** `low = low * its scale + high * its scale`: integers below 2^24, so f32 is exact. */
    private void foldHalves(final int block, final V scale) {
        weights.subScale(r, block, 1, scale);
        l.op(VCVTDQ2PS, scale, scale);
        for (int row = 0; row < rows; row++) {
            l.op(VCVTDQ2PS, high(row), high(row));
            l.op(VMULPS, high(row), high(row), scale);
        }
        weights.subScale(r, block, 0, scale);
        l.op(VCVTDQ2PS, scale, scale);
        for (int row = 0; row < rows; row++) {
            l.op(VCVTDQ2PS, low(row), low(row));
            l.op(VFMADD213PS, low(row), scale, high(row));
        }
    }

    /** The two minimums weigh the sums of the halves, in integers. */
    private void minimumOfHalves(final int block) {
        final V m = r.weights();
        final V t = r.scratch();
        final V u = r.scratch2();
        for (int row = 0; row < rows; row++) {
            final All low = new All(x(row, block, Quantized.NEGATED_LOW_SUM));
            weights.subMinimum(r, block, 1, m);
            l.broadcast(t, x(row, block, Quantized.NEGATED_SUM));
            l.op(VPSUBD, t, t, low);
            l.op(VPMULLD, t, t, m);
            weights.subMinimum(r, block, 0, m);
            l.op(VPMULLD, m, m, low);
            l.op(VPADDD, t, t, m);
            l.zero(m);
            l.op(VPSUBD, t, m, t);
            l.op(VCVTDQ2PS, t, t);
            l.op(VMULPS, t, t, new All(x(row, block, Quantized.SCALE)));
            weights.minimum(r, block, u);
            addMinimum(row, u, t);
        }
    }
}
