package io.vesalius.x86;

import static io.vesalius.x86.asm.Op.VADDPS;
import static io.vesalius.x86.asm.Op.VCVTDQ2PS;
import static io.vesalius.x86.asm.Op.VCVTPH2PS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPADDD;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPMOVZXBD;
import static io.vesalius.x86.asm.Op.VPMULLD;
import static io.vesalius.x86.asm.Op.VPOR;
import static io.vesalius.x86.asm.Op.VPSUBB;
import static io.vesalius.x86.asm.Op.VPXOR;
import static io.vesalius.x86.asm.Shift.VPSLLD;
import static io.vesalius.x86.asm.Shift.VPSRLD;

import io.vesalius.tensor.DType;
import io.vesalius.tensor.IntegerBlock;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.TileLayout.Field;
import io.vesalius.x86.TileLayout.Kind;
import io.vesalius.x86.asm.Gpr;

/**
 * IQ3_XXS and IQ3_S: 256 elements, of which an index into a codebook gives four magnitudes; signs
 * apart: as bits, or as seven bits for eight elements whose minuses are even in number.
 */
final class GridWeights implements WeightCode {
    private static final Gpr GRID = Gpr.R14;
    private static final Gpr SIGNS = Gpr.R15;
    private static final int FLIPPED_SIGNS = 0x80808080;
    private static final int EVEN_SIGNS = 128;

    private final DType type;
    private final boolean small;
    private final TileLayout layout;

    GridWeights(final DType type) {
        this.type = type;
        small = type == DType.IQ3_XXS;
        layout =
                small
                        ? new TileLayout(
                                type,
                                new Field(2, Kind.BYTE, 64),
                                new Field(66, Kind.WORD, 8),
                                new Field(0, Kind.HALF, 1))
                        : new TileLayout(
                                type,
                                new Field(2, Kind.BYTE, 64),
                                new Field(74, Kind.WORD, 8),
                                new Field(0, Kind.HALF, 1),
                                new Field(66, Kind.BYTE, 8),
                                new Field(106, Kind.BYTE, 4));
    }

    @Override
    public TileLayout layout() {
        return layout;
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public void prepare(final ProductRegisters r) {
        final int[] magnitudes = IntegerBlock.magnitudes(type);
        final int[] words = new int[magnitudes.length / 4];
        for (int i = 0; i < magnitudes.length; i++) {
            words[i / 4] |= magnitudes[i] << 8 * (i % 4);
        }
        r.lanes().pointTo(GRID, words);
        if (small) {
            r.lanes().pointTo(SIGNS, evenSigns());
        }
    }

    /** For each seven bits, bytes of ones where the eight elements are negative. */
    private static int[] evenSigns() {
        final int[] words = new int[2 * EVEN_SIGNS];
        for (int bits = 0; bits < EVEN_SIGNS; bits++) {
            final int signs = bits | (Integer.bitCount(bits) & 1) << 7;
            for (int i = 0; i < 8; i++) {
                words[2 * bits + i / 4] |= (signs >> i & 1) * 255 << 8 * (i % 4);
            }
        }
        return words;
    }

    @Override
    public void weights(final ProductRegisters r, final int block, final int group, final V d) {
        final Lanes l = r.lanes();
        final V index = r.scratch();
        final V signs = r.scratch2();
        l.op(VPMOVZXBD, index, r.each(16 * (8 * block + group)));
        if (!small) {
            l.op(VPMOVZXBD, signs, r.each(layout.at(3) + 16 * block));
            l.shift(VPSLLD, signs, signs, 8 - group);
            l.op(VPAND, signs, signs, l.constant(256));
            l.op(VPOR, index, index, signs);
        }
        l.gather(d, GRID, index);
        if (small) {
            gatherSigns(r, block, group, index, signs);
        } else {
            spreadSigns(r, block, group, signs);
        }
        l.op(VPXOR, d, d, signs);
        l.op(VPSUBB, d, d, signs);
        if (l.wide()) {
            l.op(VPXOR, d, d, l.constant(FLIPPED_SIGNS));
        }
    }

    private void gatherSigns(
            final ProductRegisters r,
            final int block,
            final int group,
            final V index,
            final V signs) {
        final Lanes l = r.lanes();
        l.shift(VPSRLD, index, r.each(layout.at(1) + 64 * block), 7 * (group / 2));
        l.op(VPAND, index, index, l.constant(EVEN_SIGNS - 1));
        l.op(VPADDD, index, index, index);
        if (group % 2 == 1) {
            l.op(VPADDD, index, index, l.constant(1));
        }
        l.gather(signs, SIGNS, index);
    }

    /** Four bits become the lowest of four bytes, then bytes of ones. */
    private void spreadSigns(
            final ProductRegisters r, final int block, final int group, final V signs) {
        final Lanes l = r.lanes();
        final V bits = r.scratch();
        l.shift(VPSRLD, bits, r.each(layout.at(1) + 64 * block), 4 * group);
        l.op(VPAND, bits, bits, l.constant(15));
        l.op(VPMULLD, bits, bits, l.constant(0x00204081));
        l.op(VPAND, bits, bits, l.constant(0x01010101));
        l.zero(signs);
        l.op(VPSUBB, signs, signs, bits);
    }

    @Override
    public void scale(final ProductRegisters r, final int block, final V d) {
        final Lanes l = r.lanes();
        final V half = r.scratch();
        if (small) {
            l.shift(VPSRLD, d, r.each(layout.at(1) + 64 * block), 28);
            l.op(VCVTDQ2PS, d, d);
            l.op(VADDPS, d, d, l.constant(0.5f));
        } else {
            l.op(VPMOVZXBD, d, r.each(layout.at(4) + 16 * (block / 2)));
            l.shift(VPSRLD, d, d, 4 * (block % 2));
            l.op(VPAND, d, d, l.constant(15));
            l.op(VPADDD, d, d, d);
            l.op(VPADDD, d, d, l.constant(1));
            l.op(VCVTDQ2PS, d, d);
        }
        l.op(VCVTPH2PS, half, r.each(layout.at(2)));
        l.op(VMULPS, d, d, half);
        if (small) {
            l.op(VMULPS, d, d, l.constant(0.5f));
        }
    }
}
