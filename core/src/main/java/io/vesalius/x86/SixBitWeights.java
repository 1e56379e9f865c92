package io.vesalius.x86;

import static io.vesalius.x86.asm.Op.VCVTPH2PS;
import static io.vesalius.x86.asm.Op.VPMOVSXBD;

import io.vesalius.tensor.DType;
import io.vesalius.x86.Lanes.Each;
import io.vesalius.x86.Lanes.Source;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.TileLayout.Field;
import io.vesalius.x86.TileLayout.Kind;

/**
 * Q6_K: 256 elements; nibbles and pairs of bits apart, a signed byte as scale of each 16. What 128
 * elements need lies together, so that memory is read from one end to the other.
 */
final class SixBitWeights implements WeightCode {
    private static final TileLayout LAYOUT =
            new TileLayout(
                    DType.Q6_K,
                    new Field(0, Kind.WORD, 16),
                    new Field(128, Kind.WORD, 8),
                    new Field(192, Kind.BYTE, 8),
                    new Field(64, Kind.WORD, 16),
                    new Field(160, Kind.WORD, 8),
                    new Field(200, Kind.BYTE, 8),
                    new Field(208, Kind.HALF, 1));
    private static final int HALF = LAYOUT.at(3);
    private static final int FACTOR = LAYOUT.at(6);
    private static final int NIBBLES = 0x0f0f0f0f;
    private static final int UPPER = 0x30303030;

    private Source nibbles = new V(0);
    private Source upper = new V(0);

    @Override
    public TileLayout layout() {
        return LAYOUT;
    }

    @Override
    public int largest() {
        return 63;
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

    /** The pairs of bits are read twice with two runs of nibbles: not as they lie. */
    @Override
    public int ahead(final int rows) {
        return rows < 3 ? HALF / 2 : AHEAD;
    }

    @Override
    public int period() {
        return 4;
    }

    @Override
    public int cursorStep() {
        return HALF;
    }

    @Override
    public void weights(final ProductRegisters r, final int block, final int group, final V d) {
        final Lanes l = r.lanes();
        final int low = 8 * (block % 2) + group;
        l.bits(d, r.each(64 * low, 1), 4 * (block / 2), nibbles);
        final Each high = r.each(LAYOUT.at(1) + 64 * group, 1);
        l.orBits(d, high, 4 - 2 * block, upper, r.scratch());
    }

    @Override
    public void subScale(final ProductRegisters r, final int block, final int half, final V d) {
        r.lanes().op(VPMOVSXBD, d, r.each(LAYOUT.at(2) + 16 * (2 * block + half), 1));
    }

    @Override
    public void scale(final ProductRegisters r, final int block, final V d) {
        r.lanes().op(VCVTPH2PS, d, r.each(FACTOR));
    }
}
