package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R10;
import static io.vesalius.x86.asm.Gpr.R11;
import static io.vesalius.x86.asm.Gpr.R14;
import static io.vesalius.x86.asm.Gpr.R15;
import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.R9;
import static io.vesalius.x86.asm.Gpr.RAX;
import static io.vesalius.x86.asm.Gpr.RBX;
import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Gpr.RSP;
import static io.vesalius.x86.asm.Op.VCVTDQ2PS;
import static io.vesalius.x86.asm.Op.VFMADD231PS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPADDD;
import static io.vesalius.x86.asm.Shift.VPSLLD;

import io.vesalius.kernel.Quantized;
import io.vesalius.x86.Lanes.All;
import io.vesalius.x86.Lanes.Each;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.WeightCode.Minimum;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Amx;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Label;
import io.vesalius.x86.asm.Tmm;

/**
 * The product of some columns of some whole tiles of sixteen quantised rows with many rows of
 * activations, a multiple of sixteen: (first tile's blocks, first row's records, bytes from a row
 * to the next, {@link #counts}, y, bytes from y's row to the next).
 *
 * <p>The weights are unpacked to the stack, where they stay in the caches while all rows go by,
 * sixteen at a time. A block of 32 of sixteen rows and a tile is one multiplication of matrices,
 * 8192 products in sixteen cycles; its integers go through the first-level cache to vectors, which
 * are scaled and added as everywhere. That takes longer than the products, so the half of the unit
 * that blocks of 32 leave unused is no loss.
 */
final class AmxProductCode {
    /** Rows that go by together. */
    static final int ROWS = 16;

    /** Columns of one call, at most. */
    static final int MOST_COLUMNS = 512;

    /** Of the stack, for unpacked weights: the JVM keeps 80 KB free below each caller. */
    private static final int MOST_UNPACKED = 40 << 10;

    private static final int MOST_TILES = 4;
    private static final int LINE = 64;
    private static final int BITS = 20;

    private static final Tmm ACTIVATIONS = Tmm.TMM0;
    private static final Tmm LOW = Tmm.TMM1;
    private static final Tmm HIGH = Tmm.TMM2;
    private static final Tmm LOW_SUMS = Tmm.TMM3;
    private static final Tmm HIGH_SUMS = Tmm.TMM4;

    private static final int MATRIX = ROWS * LINE;
    private static final int SUMS = ProductRegisters.TYPES_STACK;
    private static final int NUMBERS = SUMS + 2 * MATRIX;
    private static final Address STEPS = RSP.at(NUMBERS);
    private static final Address TILE_BYTES = RSP.at(NUMBERS + 8);
    private static final Address ROWS_LEFT = RSP.at(NUMBERS + 16);
    private static final Address TILES = RSP.at(NUMBERS + 24);
    private static final Address BLOCKS = RSP.at(NUMBERS + 32);
    private static final Address TILE = RSP.at(NUMBERS + 40);
    private static final Address PANEL_X = RSP.at(NUMBERS + 48);
    private static final Address PANEL_Y = RSP.at(NUMBERS + 56);
    private static final Address TILES_LEFT = RSP.at(NUMBERS + 64);
    private static final Address ADDS = RSP.at(NUMBERS + 72);
    private static final int UNPACKED = NUMBERS + 128;

    private static final V SCALE = new V(16);
    private static final V MINIMUM = new V(17);

    private final Lanes l;
    private final Assembler a;
    private final Amx amx;
    private final WeightCode weights;
    private final AmxBlock block;
    private final PanelRows x;

    AmxProductCode(final Lanes lanes, final Assembler a, final WeightCode weights) {
        l = lanes;
        this.a = a;
        amx = a.amx();
        this.weights = weights;
        block = new AmxBlock(weights);
        x = new PanelRows(a, ROWS);
    }

    /** Whether a type has such code: not where halves of blocks have minimums. */
    static boolean serves(final WeightCode weights) {
        return weights.minimum() != Minimum.HALVES;
    }

    /** Tiles of one call, at most. */
    static int mostTiles(final WeightCode weights) {
        return Math.min(MOST_TILES, MOST_UNPACKED / unpackedBytes(weights));
    }

    private static int unpackedBytes(final WeightCode weights) {
        return MOST_COLUMNS / Quantized.BLOCK * new AmxBlock(weights).bytes();
    }

    /**
     * The fourth number of a call.
     *
     * @param steps blocks of the type
     * @param rowSteps blocks of the type from a tile to the next, below 2^20
     * @param rows a multiple of {@link #ROWS}, below 2^20
     * @param tiles at most {@link #mostTiles}
     * @param adds to what y holds
     */
    static long counts(
            final int steps,
            final int rowSteps,
            final int rows,
            final int tiles,
            final boolean adds) {
        final long few = 2L * tiles + (adds ? 1 : 0);
        return steps | (long) rowSteps << BITS | (long) rows << 2 * BITS | few << 3 * BITS;
    }

    private int stackBytes() {
        return UNPACKED + mostTiles(weights) * unpackedBytes(weights);
    }

    void emit() {
        a.sub(RSP, stackBytes());
        amx.ldtilecfg(configuration());
        arguments();
        unpack();
        panels();
        amx.tilerelease();
        a.add(RSP, stackBytes());
    }

    private Address configuration() {
        final int[] rows = {ROWS, AmxBlock.GROUPS, AmxBlock.GROUPS, ROWS, ROWS};
        final int[] bytes = {Quantized.BLOCK, LINE, LINE, LINE, LINE};
        return a.constants(Amx.configuration(rows, bytes));
    }

    private void arguments() {
        a.mov(PANEL_X, RSI);
        a.mov(PANEL_Y, R8);
        argument(0, BITS);
        a.mov(STEPS, RAX);
        a.imul(RAX, RAX, weights.layout().type().blockSize() / Quantized.BLOCK);
        a.mov(BLOCKS, RAX);
        argument(BITS, BITS);
        a.imul(RAX, RAX, weights.layout().bytes());
        a.mov(TILE_BYTES, RAX);
        argument(2 * BITS, BITS);
        a.mov(ROWS_LEFT, RAX);
        argument(3 * BITS, 1);
        a.mov(ADDS, RAX);
        argument(3 * BITS + 1, 3);
        a.mov(TILES, RAX);
    }

    /** Some bits of rcx to rax. */
    private void argument(final int from, final int bits) {
        a.mov(RAX, RCX);
        a.shl(RAX, Long.SIZE - from - bits);
        a.shr(RAX, Long.SIZE - bits);
    }

    /** All tiles' blocks. */
    private void unpack() {
        final ProductRegisters r = new ProductRegisters(l, 0);
        weights.prepare(r);
        a.lea(R10, RSP.at(UNPACKED));
        a.mov(RCX, TILES);
        final Label tiles = a.here();
        a.mov(TILE, RDI);
        a.mov(RSI, R10);
        a.mov(R11, STEPS);
        final Label steps = a.here();
        new UnpackCode(a, weights, r, block).emit(R10);
        a.dec(R11);
        a.jump(Condition.NOT_EQUAL, steps);
        a.lea(R10, RSI.at(unpackedBytes(weights)));
        a.mov(RDI, TILE);
        a.add(RDI, TILE_BYTES);
        a.dec(RCX);
        a.jump(Condition.NOT_EQUAL, tiles);
    }

    /** All rows by what is unpacked. */
    private void panels() {
        a.mov(R14, LINE);
        final Label panels = a.here();
        a.lea(RDI, RSP.at(UNPACKED));
        a.mov(R8, PANEL_Y);
        a.mov(RAX, TILES);
        a.mov(TILES_LEFT, RAX);
        final Label tiles = a.here();
        panel();
        a.add(R8, LINE);
        a.add(RDI, unpackedBytes(weights));
        a.mov(RAX, TILES_LEFT);
        a.dec(RAX);
        a.mov(TILES_LEFT, RAX);
        a.jump(Condition.NOT_EQUAL, tiles);
        advance(PANEL_X, RDX);
        advance(PANEL_Y, R9);
        a.mov(RAX, ROWS_LEFT);
        a.sub(RAX, ROWS);
        a.mov(ROWS_LEFT, RAX);
        a.jump(Condition.NOT_EQUAL, panels);
    }

    private void advance(final Address pointer, final Gpr rowBytes) {
        a.mov(RAX, rowBytes);
        a.shl(RAX, Integer.numberOfTrailingZeros(ROWS));
        a.add(RAX, pointer);
        a.mov(pointer, RAX);
    }

    /** Sixteen rows, from what is at rdi, into a tile's outputs at r8. */
    private void panel() {
        a.mov(RSI, PANEL_X);
        x.place();
        begin();
        a.mov(RAX, RDI);
        a.mov(RBX, BLOCKS);
        final Label loop = a.here();
        multiply();
        scale();
        x.advance(Quantized.RECORD);
        a.add(RAX, block.bytes());
        a.dec(RBX);
        a.jump(Condition.NOT_EQUAL, loop);
        a.mov(R15, R8);
        for (int row = 0; row < ROWS; row++) {
            l.store(R15.at(0), new V(row));
            a.add(R15, R9);
        }
    }

    /** Accumulators start at zero or at y. */
    private void begin() {
        final Label adds = new Label();
        final Label begun = new Label();
        a.mov(RAX, ADDS);
        a.test(RAX, RAX);
        a.jump(Condition.NOT_EQUAL, adds);
        for (int row = 0; row < ROWS; row++) {
            l.zero(new V(row));
        }
        a.jmp(begun);
        a.place(adds);
        a.mov(R15, R8);
        for (int row = 0; row < ROWS; row++) {
            l.load(new V(row), R15.at(0));
            a.add(R15, R9);
        }
        a.place(begun);
    }

    private void multiply() {
        amx.tileloadd(ACTIVATIONS, Address.at(RSI, RDX, 1, 0));
        amx.tilezero(LOW_SUMS);
        amx.tileloadd(LOW, Address.at(RAX, R14, 1, block.low()));
        if (block.split()) {
            amx.tdpbsud(LOW_SUMS, ACTIVATIONS, LOW);
            amx.tilezero(HIGH_SUMS);
            amx.tileloadd(HIGH, Address.at(RAX, R14, 1, block.high()));
            amx.tdpbssd(HIGH_SUMS, ACTIVATIONS, HIGH);
            amx.tilestored(Address.at(RSP, R14, 1, SUMS + MATRIX), HIGH_SUMS);
        } else {
            amx.tdpbssd(LOW_SUMS, ACTIVATIONS, LOW);
        }
        amx.tilestored(Address.at(RSP, R14, 1, SUMS), LOW_SUMS);
    }

    private void scale() {
        final boolean minimum = weights.minimum() == Minimum.BLOCK;
        l.load(SCALE, RAX.at(block.scale()));
        if (minimum) {
            l.load(MINIMUM, RAX.at(block.minimum()));
        }
        for (int row = 0; row < ROWS; row++) {
            final V sum = new V(18 + row % 4);
            final V factor = new V(22 + row % 4);
            final Each low = new Each(RSP.at(SUMS + LINE * row));
            if (block.split()) {
                l.shift(VPSLLD, sum, new Each(RSP.at(SUMS + MATRIX + LINE * row)), 8);
                l.op(VPADDD, sum, sum, low);
                l.op(VCVTDQ2PS, sum, sum);
            } else {
                l.op(VCVTDQ2PS, sum, low);
            }
            l.op(VMULPS, factor, SCALE, new All(x.at(row, Quantized.SCALE)));
            l.op(VFMADD231PS, new V(row), sum, factor);
            if (minimum) {
                l.op(VFMADD231PS, new V(row), MINIMUM, new All(x.at(row, Quantized.SCALED_SUM)));
            }
        }
    }
}
