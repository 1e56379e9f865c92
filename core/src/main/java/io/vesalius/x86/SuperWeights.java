package io.vesalius.x86;

import static io.vesalius.x86.asm.Op.VCVTDQ2PS;
import static io.vesalius.x86.asm.Op.VCVTPH2PS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPOR;
import static io.vesalius.x86.asm.Op.VPXOR;
import static io.vesalius.x86.asm.Shift.VPSRLD;

import io.vesalius.tensor.DType;
import io.vesalius.x86.Lanes.Each;
import io.vesalius.x86.Lanes.Source;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.TileLayout.Field;
import io.vesalius.x86.TileLayout.Kind;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Gpr;

import java.util.Arrays;

/**
 * Q4_K and Q5_K: 256 elements in blocks of 32, whose scale and minimum are six bits each times F16
 * numbers of the 256; two blocks share 32 bytes of nibbles.
 */
final class SuperWeights implements WeightCode {
    private static final int NIBBLES = 0x0f0f0f0f;
    private static final int FIFTH_BITS = 0x10101010;
    private static final int SIX_BITS = 63;
    private static final int FOUR_BITS = 15;
    private static final int HIGH_TWO = 0x30;
    private static final int SIGN = 0x80000000;
    private static final int BLOCKS = 8;

    /** Bytes on the stack of a block's scale and minimum; two blocks share words of twice that. */
    private static final int BLOCK_NUMBERS = 128;

    private static final Gpr COUNTS = Gpr.R15;

    private final DType type;
    private final TileLayout layout;

    private Source nibbles = new V(0);
    private Source fifth = new V(0);

    SuperWeights(final DType type) {
        this.type = type;
        final Field halves = new Field(0, Kind.HALF, 2);
        final Field scales = new Field(4, Kind.WORD, 3);
        layout =
                type == DType.Q4_K
                        ? new TileLayout(type, halves, scales, new Field(16, Kind.WORD, 32))
                        : new TileLayout(
                                type,
                                halves,
                                scales,
                                new Field(16, Kind.WORD, 8),
                                new Field(48, Kind.WORD, 32));
    }

    @Override
    public TileLayout layout() {
        return layout;
    }

    @Override
    public void prepare(final ProductRegisters r) {
        nibbles = r.constant(NIBBLES);
        if (type == DType.Q5_K) {
            fifth = r.constant(FIFTH_BITS);
        }
    }

    @Override
    public int largest() {
        return type == DType.Q5_K ? 31 : 15;
    }

    @Override
    public int period() {
        return 2;
    }

    @Override
    public int cursorStep() {
        return 2 * BLOCK_NUMBERS;
    }

    /** Scales and minimums of the eight blocks, to the stack. */
    @Override
    public void begin(final ProductRegisters r) {
        final Lanes l = r.lanes();
        final V numbers = r.scratch2();
        final V d = r.weights();
        for (int which = 0; which < 2; which++) {
            l.op(VCVTPH2PS, numbers, r.each(32 * which));
            if (which == 1) {
                l.op(VPXOR, numbers, numbers, l.constant(SIGN));
            }
            for (int block = 0; block < BLOCKS; block++) {
                sixBits(r, block, which, d);
                l.op(VCVTDQ2PS, d, d);
                l.op(VMULPS, d, d, numbers);
                l.store(r.stack(BLOCK_NUMBERS * block + 64 * which), d);
            }
        }
        if (type == DType.Q5_K) {
            l.pointTo(COUNTS, counts());
        }
    }

    /**
     * By how much to turn a word to the left so that the block's fifth bits are each byte's fifth.
     */
    private static int[] counts() {
        final int[] counts = new int[BLOCKS * BLOCK_NUMBERS / 4];
        for (int block = 0; block < BLOCKS; block++) {
            Arrays.fill(
                    counts,
                    BLOCK_NUMBERS / 4 * block,
                    BLOCK_NUMBERS / 4 * (block + 1),
                    4 - block & 31);
        }
        return counts;
    }

    @Override
    public void weights(final ProductRegisters r, final int block, final int group, final V d) {
        final Lanes l = r.lanes();
        final int last = type == DType.Q5_K ? 3 : 2;
        l.bits(d, r.each(layout.at(last) + 64 * group, 2), 4 * block, nibbles);
        if (type == DType.Q5_K) {
            final Each count =
                    new Each(Address.at(COUNTS, ProductRegisters.CURSOR, 1, BLOCK_NUMBERS * block));
            l.turn(r.scratch(), r.each(layout.at(2) + 64 * group), count, r.scratch2());
            l.orMasked(d, r.scratch(), fifth);
        }
    }

    @Override
    public void scale(final ProductRegisters r, final int block, final V d) {
        r.lanes().load(d, r.stack(BLOCK_NUMBERS * block, 1).address());
    }

    @Override
    public Minimum minimum() {
        return Minimum.BLOCK;
    }

    @Override
    public void minimum(final ProductRegisters r, final int block, final V d) {
        r.lanes().load(d, r.stack(BLOCK_NUMBERS * block + 64, 1).address());
    }

    /** The block's scale (`which` 0) or minimum (1) out of three words of six-bit numbers. */
    private void sixBits(final ProductRegisters r, final int block, final int which, final V d) {
        final Lanes l = r.lanes();
        final int words = layout.at(1);
        final int shift = 8 * (block % 4);
        if (block < 4) {
            l.shift(VPSRLD, d, r.each(words + 64 * which), shift);
            l.op(VPAND, d, d, l.constant(SIX_BITS));
            return;
        }
        l.shift(VPSRLD, d, r.each(words + 128), shift + 4 * which);
        l.op(VPAND, d, d, l.constant(FOUR_BITS));
        // The upper two bits of a byte, two places to the right.
        final V high = r.scratch();
        l.shift(VPSRLD, high, r.each(words + 64 * which), shift + 2);
        l.op(VPAND, high, high, l.constant(HIGH_TWO));
        l.op(VPOR, d, d, high);
    }
}
