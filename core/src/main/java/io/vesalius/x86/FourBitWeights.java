package io.vesalius.x86;

import static io.vesalius.x86.asm.Op.VCVTDQ2PS;
import static io.vesalius.x86.asm.Op.VCVTPH2PS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPMOVZXBD;
import static io.vesalius.x86.asm.Op.VPMOVZXWD;
import static io.vesalius.x86.asm.Op.VPOR;
import static io.vesalius.x86.asm.Op.VPSUBD;
import static io.vesalius.x86.asm.Shift.VPSLLD;
import static io.vesalius.x86.asm.Shift.VPSRLD;

import io.vesalius.tensor.DType;
import io.vesalius.tensor.IntegerBlock;
import io.vesalius.x86.Lanes.Source;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.TileLayout.Field;
import io.vesalius.x86.TileLayout.Kind;

/** IQ4_XS: 256 elements, nibbles that index a table, six bits of scale for each block of 32. */
final class FourBitWeights implements WeightCode {
    private static final TileLayout LAYOUT =
            new TileLayout(
                    DType.IQ4_XS,
                    new Field(8, Kind.WORD, 32),
                    new Field(0, Kind.HALF, 1),
                    new Field(2, Kind.HALF, 1),
                    new Field(4, Kind.BYTE, 4));
    private static final int NIBBLES = 0x0f0f0f0f;

    private Source nibbles = new V(0);
    private Source values = new V(0);

    @Override
    public TileLayout layout() {
        return LAYOUT;
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public void prepare(final ProductRegisters r) {
        nibbles = r.constant(NIBBLES);
        values = r.table(IntegerBlock.nibbleValues(DType.IQ4_XS));
    }

    @Override
    public void weights(final ProductRegisters r, final int block, final int group, final V d) {
        final Lanes l = r.lanes();
        l.shift(VPSRLD, d, r.each(64 * (4 * block + group % 4)), group < 4 ? 0 : 4);
        l.op(VPAND, d, d, nibbles);
        l.look(d, values, d, r.scratch());
    }

    @Override
    public void scale(final ProductRegisters r, final int block, final V d) {
        final Lanes l = r.lanes();
        final V high = r.scratch();
        l.op(VPMOVZXBD, d, r.each(LAYOUT.at(3) + 16 * (block / 2)));
        l.shift(VPSRLD, d, d, 4 * (block % 2));
        l.op(VPAND, d, d, l.constant(15));
        l.op(VPMOVZXWD, high, r.each(LAYOUT.at(2)));
        l.shift(VPSRLD, high, high, 2 * block);
        l.op(VPAND, high, high, l.constant(3));
        l.shift(VPSLLD, high, high, 4);
        l.op(VPOR, d, d, high);
        l.op(VPSUBD, d, d, l.constant(32));
        l.op(VCVTDQ2PS, d, d);
        l.op(VCVTPH2PS, high, r.each(LAYOUT.at(1)));
        l.op(VMULPS, d, d, high);
    }
}
