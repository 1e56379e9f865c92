package io.vesalius.x86;

import static io.vesalius.x86.asm.Op.VCVTPH2PS;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPMOVZXBD;
import static io.vesalius.x86.asm.Op.VPOR;
import static io.vesalius.x86.asm.Op.VPSUBD;
import static io.vesalius.x86.asm.Op.VPXOR;
import static io.vesalius.x86.asm.Shift.VPSLLD;
import static io.vesalius.x86.asm.Shift.VPSRLD;

import io.vesalius.tensor.DType;
import io.vesalius.x86.Lanes.Source;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.TileLayout.Field;
import io.vesalius.x86.TileLayout.Kind;

/**
 * Types of 256 elements whose bytes hold two bits of each of four blocks: Q2_K with four bits of
 * scale and of minimum for each 16, Q3_K with a third bit apart and six bits of scale, TQ2_0 with
 * neither.
 */
final class TwoBitWeights implements WeightCode {
    private static final int TWO_BITS = 0x03030303;
    private static final int THIRD_BITS = 0x04040404;
    private static final int SIGN = 0x80000000;

    private final DType type;
    private final TileLayout layout;

    private Source lowest = new V(0);
    private Source third = new V(0);

    TwoBitWeights(final DType type) {
        this.type = type;
        layout =
                switch (type) {
                    case Q2_K ->
                            new TileLayout(
                                    type,
                                    new Field(16, Kind.WORD, 16),
                                    new Field(80, Kind.HALF, 2),
                                    new Field(0, Kind.BYTE, 16));
                    case Q3_K ->
                            new TileLayout(
                                    type,
                                    new Field(32, Kind.WORD, 16),
                                    new Field(108, Kind.HALF, 1),
                                    new Field(96, Kind.WORD, 3),
                                    new Field(0, Kind.WORD, 8));
                    case TQ2_0 ->
                            new TileLayout(
                                    type, new Field(0, Kind.WORD, 16), new Field(64, Kind.HALF, 1));
                    default -> throw new IllegalArgumentException(type + " has no pairs of bits");
                };
    }

    @Override
    public TileLayout layout() {
        return layout;
    }

    @Override
    public int largest() {
        return type == DType.Q3_K ? 7 : 3;
    }

    @Override
    public int offsetShift() {
        return switch (type) {
            case Q3_K -> 2;
            case TQ2_0 -> 0;
            default -> -1;
        };
    }

    @Override
    public boolean halves() {
        return type != DType.TQ2_0;
    }

    @Override
    public void prepare(final ProductRegisters r) {
        lowest = r.constant(TWO_BITS);
        if (type == DType.Q3_K) {
            third = r.constant(THIRD_BITS);
        }
    }

    @Override
    public void weights(final ProductRegisters r, final int block, final int group, final V d) {
        final int word = 8 * (block / 4) + group;
        r.lanes().shift(VPSRLD, d, r.each(64 * word), 2 * (block % 4));
        r.lanes().op(VPAND, d, d, lowest);
        if (type == DType.Q3_K) {
            final Lanes.Each bits = r.each(layout.at(3) + 64 * group);
            r.lanes().orBits(d, bits, 2 - block, third, r.scratch());
        }
    }

    @Override
    public void scale(final ProductRegisters r, final int block, final V d) {
        r.lanes().op(VCVTPH2PS, d, r.each(layout.at(1)));
    }

    @Override
    public void subScale(final ProductRegisters r, final int block, final int half, final V d) {
        final Lanes l = r.lanes();
        if (type == DType.Q3_K) {
            sixBits(r, 2 * block + half, d);
        } else {
            l.op(VPMOVZXBD, d, r.each(layout.at(2) + 16 * (2 * block + half)));
            l.op(VPAND, d, d, l.constant(15));
        }
    }

    /** Four bits of two words, then two bits of a third, less 32. */
    private void sixBits(final ProductRegisters r, final int index, final V d) {
        final Lanes l = r.lanes();
        final int at = layout.at(2);
        final int low = 8 * (index % 4) + 4 * (index / 8);
        final int high = 8 * (index % 4) + 2 * (index / 4);
        l.shift(VPSRLD, d, r.each(at + 64 * (index / 4 % 2)), low);
        l.op(VPAND, d, d, l.constant(15));
        l.shift(VPSRLD, r.scratch(), r.each(at + 128), high);
        l.op(VPAND, r.scratch(), r.scratch(), l.constant(3));
        l.shift(VPSLLD, r.scratch(), r.scratch(), 4);
        l.op(VPOR, d, d, r.scratch());
        l.op(VPSUBD, d, d, l.constant(32));
    }

    @Override
    public Minimum minimum() {
        return type == DType.Q2_K ? Minimum.HALVES : Minimum.NONE;
    }

    @Override
    public void minimum(final ProductRegisters r, final int block, final V d) {
        r.lanes().op(VCVTPH2PS, d, r.each(layout.at(1) + 32));
        r.lanes().op(VPXOR, d, d, r.lanes().constant(SIGN));
    }

    @Override
    public void subMinimum(final ProductRegisters r, final int block, final int half, final V d) {
        r.lanes().op(VPMOVZXBD, d, r.each(layout.at(2) + 16 * (2 * block + half)));
        r.lanes().shift(VPSRLD, d, d, 4);
    }
}
