package io.vesalius.x86;

import static io.vesalius.x86.asm.Op.VCVTPH2PS;
import static io.vesalius.x86.asm.Op.VPXOR;

import io.vesalius.tensor.DType;
import io.vesalius.x86.Lanes.Source;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.TileLayout.Field;
import io.vesalius.x86.TileLayout.Kind;

/** Q8_0: an F16 scale and 32 signed bytes. */
final class ByteWeights implements WeightCode {
    private static final TileLayout LAYOUT =
            new TileLayout(DType.Q8_0, new Field(2, Kind.WORD, 8), new Field(0, Kind.HALF, 1));
    private static final int FLIPPED_SIGNS = 0x80808080;

    private Source signs = new V(0);

    @Override
    public TileLayout layout() {
        return LAYOUT;
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public boolean plain() {
        return true;
    }

    /**
     * They are read as they lie; only three rows and more take longer than the processor looks
     * ahead.
     */
    @Override
    public int ahead(final int rows) {
        return rows < 3 ? 0 : AHEAD;
    }

    @Override
    public void prepare(final ProductRegisters r) {
        signs = r.constant(FLIPPED_SIGNS);
    }

    @Override
    public void weights(final ProductRegisters r, final int block, final int group, final V d) {
        r.lanes().load(d, r.tile(64 * group));
        if (r.lanes().wide()) {
            r.lanes().op(VPXOR, d, d, signs);
        }
    }

    @Override
    public void scale(final ProductRegisters r, final int block, final V d) {
        r.lanes().op(VCVTPH2PS, d, r.each(LAYOUT.at(1)));
    }
}
