package io.vesalius.x86;

import static io.vesalius.x86.asm.Op.VCVTDQ2PS;
import static io.vesalius.x86.asm.Op.VCVTPH2PS;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPMOVSXBD;
import static io.vesalius.x86.asm.Shift.VPSRLD;

import io.vesalius.tensor.DType;
import io.vesalius.x86.Lanes.Source;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.TileLayout.Field;
import io.vesalius.x86.TileLayout.Kind;

/** Q6_K: 256 elements; nibbles and pairs of bits apart, a signed byte as scale of each 16. */
final class SixBitWeights implements WeightCode {
    private static final TileLayout LAYOUT =
            new TileLayout(
                    DType.Q6_K,
                    new Field(0, Kind.WORD, 32),
                    new Field(128, Kind.WORD, 16),
                    new Field(192, Kind.BYTE, 16),
                    new Field(208, Kind.HALF, 1));
    private static final int NIBBLES = 0x0f0f0f0f;
    private static final int UPPER = 0x30303030;

    private Source nibbles = new V(0);
    private Source upper = new V(0);

    @Override
    public TileLayout layout() {
        return LAYOUT;
    }

    @Override
    public int offsetShift() {
        return 5;
    }

    @Override
    public boolean halves() {
        return true;
    }

    @Override
    public void prepare(final ProductRegisters r) {
        nibbles = r.constant(NIBBLES);
        upper = r.constant(UPPER);
    }

    @Override
    public void weights(final ProductRegisters r, final int block, final int group, final V d) {
        final Lanes l = r.lanes();
        final int half = block / 4;
        final int quarter = block % 4;
        final int low = 16 * half + 8 * (quarter % 2) + group;
        final int high = 8 * half + group;
        l.shift(VPSRLD, d, r.each(64 * low), 4 * (quarter / 2));
        l.op(VPAND, d, d, nibbles);
        l.orBits(d, r.each(LAYOUT.at(1) + 64 * high), 4 - 2 * quarter, upper, r.scratch());
    }

    @Override
    public void subScale(final ProductRegisters r, final int block, final int half, final V d) {
        r.lanes().op(VPMOVSXBD, d, r.each(LAYOUT.at(2) + 16 * (2 * block + half)));
        r.lanes().op(VCVTDQ2PS, d, d);
    }

    @Override
    public void scale(final ProductRegisters r, final int block, final V d) {
        r.lanes().op(VCVTPH2PS, d, r.each(LAYOUT.at(3)));
    }
}
