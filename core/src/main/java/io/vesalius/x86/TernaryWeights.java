package io.vesalius.x86;

import static io.vesalius.x86.asm.Op.VCVTPH2PS;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPMULLW;
import static io.vesalius.x86.asm.Op.VPOR;
import static io.vesalius.x86.asm.Shift.VPSRLW;

import io.vesalius.tensor.DType;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.TileLayout.Field;
import io.vesalius.x86.TileLayout.Kind;

/** TQ1_0: bytes hold five digits of base 3 each, as fractions of 256; the digits less one. */
final class TernaryWeights implements WeightCode {
    private static final TileLayout LAYOUT =
            new TileLayout(
                    DType.TQ1_0,
                    new Field(0, Kind.WORD, 12),
                    new Field(48, Kind.WORD, 1),
                    new Field(52, Kind.HALF, 1));
    private static final int LOW_BYTES = 0x00ff00ff;
    private static final int HIGH_BYTES = 0xff00ff00;
    private static final int[] POWERS = {1, 3, 9, 27, 81};

    @Override
    public TileLayout layout() {
        return LAYOUT;
    }

    @Override
    public int largest() {
        return 2;
    }

    @Override
    public int offsetShift() {
        return 0;
    }

    @Override
    public void weights(final ProductRegisters r, final int block, final int group, final V d) {
        // 160 elements in 32 bytes, 80 in 16, 16 in 4.
        if (block < 5) {
            digit(r, group, block, d);
        } else if (block < 7 || group < 4) {
            digit(r, 8 + group % 4, 2 * (block - 5) + group / 4, d);
        } else {
            digit(r, 12, group - 4, d);
        }
    }

    /** Digit `n` of a word's bytes: the upper byte of 3 (byte * 3^n mod 256). */
    private static void digit(final ProductRegisters r, final int word, final int n, final V d) {
        final Lanes l = r.lanes();
        final V odd = r.scratch();
        l.load(d, r.tile(64 * word));
        l.shift(VPSRLW, odd, d, 8);
        for (final V bytes : new V[] {d, odd}) {
            l.op(VPAND, bytes, bytes, l.constants(LOW_BYTES));
            l.op(VPMULLW, bytes, bytes, l.constants(POWERS[n] * 0x00010001));
            l.op(VPAND, bytes, bytes, l.constants(LOW_BYTES));
            l.op(VPMULLW, bytes, bytes, l.constants(0x00030003));
        }
        l.shift(VPSRLW, d, d, 8);
        l.op(VPAND, odd, odd, l.constants(HIGH_BYTES));
        l.op(VPOR, d, d, odd);
    }

    @Override
    public void scale(final ProductRegisters r, final int block, final V d) {
        r.lanes().op(VCVTPH2PS, d, r.each(LAYOUT.at(2)));
    }
}
