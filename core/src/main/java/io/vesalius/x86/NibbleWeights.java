package io.vesalius.x86;

import static io.vesalius.x86.asm.Op.VCVTPH2PS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPADDD;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPMOVZXBD;
import static io.vesalius.x86.asm.Op.VPSUBD;
import static io.vesalius.x86.asm.Shift.VPSLLD;
import static io.vesalius.x86.asm.Shift.VPSRLD;

import io.vesalius.tensor.DType;
import io.vesalius.tensor.IntegerBlock;
import io.vesalius.x86.Lanes.Each;
import io.vesalius.x86.Lanes.Source;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.TileLayout.Field;
import io.vesalius.x86.TileLayout.Kind;

/**
 * Blocks of 32 with four or five bits each, the low nibbles of 16 bytes being the first half. Q4_0,
 * Q4_1, Q5_0 and Q5_1 mean their integers, IQ4_NL and MXFP4 index a table.
 */
final class NibbleWeights implements WeightCode {
    private static final int NIBBLES = 0x0f0f0f0f;
    private static final int FIFTH_BITS = 0x10101010;
    private static final int HALF_GROUPS = 4;

    private final DType type;
    private final TileLayout layout;
    private final int fifthField;
    private final int quantsField;

    private Source nibbles = new V(0);
    private Source fifth = new V(0);
    private Source values = new V(0);

    NibbleWeights(final DType type) {
        this.type = type;
        final int quants = type.blockBytes() - 16;
        final Field words = new Field(quants, Kind.WORD, 4);
        layout =
                switch (type) {
                    case Q4_0, IQ4_NL -> layout(new Field(0, Kind.HALF, 1), words);
                    case MXFP4 -> layout(new Field(0, Kind.BYTE, 1), words);
                    case Q4_1 -> layout(new Field(0, Kind.HALF, 2), words);
                    case Q5_0 ->
                            layout(new Field(0, Kind.HALF, 1), words, new Field(2, Kind.BITS, 1));
                    case Q5_1 ->
                            layout(new Field(0, Kind.HALF, 2), words, new Field(4, Kind.BITS, 1));
                    default -> throw new IllegalArgumentException(type + " has no nibbles alone");
                };
        quantsField = layout.at(1);
        fifthField = layout.at(2);
    }

    private TileLayout layout(final Field... fields) {
        return new TileLayout(type, fields);
    }

    @Override
    public TileLayout layout() {
        return layout;
    }

    @Override
    public boolean signed() {
        return type == DType.IQ4_NL || type == DType.MXFP4;
    }

    @Override
    public int largest() {
        return hasFifthBits() ? 31 : 15;
    }

    @Override
    public int offsetShift() {
        return switch (type) {
            case Q4_0 -> 3;
            case Q5_0 -> 4;
            default -> -1;
        };
    }

    private boolean hasFifthBits() {
        return type == DType.Q5_0 || type == DType.Q5_1;
    }

    @Override
    public void prepare(final ProductRegisters r) {
        nibbles = r.constant(NIBBLES);
        if (hasFifthBits()) {
            fifth = r.constant(FIFTH_BITS);
        }
        if (signed()) {
            values = r.table(IntegerBlock.nibbleValues(type));
        }
    }

    @Override
    public void weights(final ProductRegisters r, final int block, final int group, final V d) {
        final Lanes l = r.lanes();
        final Each word = r.each(quantsField + 64 * (group % HALF_GROUPS));
        l.shift(VPSRLD, d, word, group < HALF_GROUPS ? 0 : 4);
        l.op(VPAND, d, d, nibbles);
        if (hasFifthBits()) {
            l.orBits(d, r.each(fifthField), 4 - group, fifth, r.scratch());
        }
        if (signed()) {
            l.look(d, values, d, r.scratch());
        }
    }

    @Override
    public void scale(final ProductRegisters r, final int block, final V d) {
        if (type == DType.MXFP4) {
            powerOfTwo(r, d);
        } else {
            r.lanes().op(VCVTPH2PS, d, r.each(0));
        }
    }

    /** Half of 2^(e - 127), the table's integers being doubled; by two factors, for subnormals. */
    private static void powerOfTwo(final ProductRegisters r, final V d) {
        final Lanes l = r.lanes();
        final V half = r.scratch();
        l.op(VPMOVZXBD, d, r.each(0));
        l.shift(VPSRLD, half, d, 1);
        l.op(VPSUBD, d, d, half);
        for (final V factor : new V[] {d, half}) {
            l.op(VPADDD, factor, factor, l.constants(63));
            l.shift(VPSLLD, factor, factor, 23);
        }
        l.op(VMULPS, d, d, half);
    }

    @Override
    public Minimum minimum() {
        return type == DType.Q4_1 || type == DType.Q5_1 ? Minimum.BLOCK : Minimum.NONE;
    }

    @Override
    public void minimum(final ProductRegisters r, final int block, final V d) {
        r.lanes().op(VCVTPH2PS, d, r.each(32));
    }
}
