package io.vesalius.x86.asm;

import io.vesalius.x86.asm.Encoder.Fields;
import io.vesalius.x86.asm.Encoder.Form;
import io.vesalius.x86.asm.Encoder.Opcode;

/**
 * Emits vector instructions, the destination first. Each takes the VEX form where it can and the
 * EVEX form where it must, so that the same call is AVX2 for ymm0-15 and AVX-512 for zmm or masks.
 */
public final class Simd {
    private static final int NO_IMMEDIATE = -1;
    private static final int UNUSED = 0;

    private final Encoder encoder;

    Simd(final Encoder encoder) {
        this.encoder = encoder;
    }

    /** An instruction with a destination and a source. */
    public void op(final Op op, final Vec d, final Operand a) {
        emit(op, d, UNUSED, a, NO_IMMEDIATE);
    }

    /** An instruction with a destination and two sources. */
    public void op(final Op op, final Vec d, final Vec a, final Operand b) {
        emit(op, d, a.index(), b, NO_IMMEDIATE);
    }

    /** An instruction with a destination, two sources and an immediate byte. */
    public void op(final Op op, final Vec d, final Vec a, final Operand b, final int immediate) {
        emit(op, d, a.index(), b, immediate & 255);
    }

    private void emit(
            final Op op, final Vec d, final int vvvv, final Operand rm, final int immediate) {
        encoder.vector(op.opcode(), op.form(), Encoder.fields(d, vvvv), rm, immediate);
    }

    /** Shifts lanes by a constant. */
    public void shift(final Shift op, final Vec d, final Operand a, final int count) {
        final Fields fields =
                new Fields(op.extension(), d.index(), d.bytes(), d.mask(), d.zeroing());
        // From memory there is only the EVEX form.
        final Form form = a instanceof Address ? Form.EVEX : Form.EITHER;
        encoder.vector(new Opcode(1, 1, 0, op.code(), Tuple.FULL), form, fields, a, count);
    }

    /** Stores a vector, or its mask's lanes. */
    public void vmovups(final Address to, final Vec from) {
        store(1, 0, 0x11, Tuple.FULL, to, from, NO_IMMEDIATE);
    }

    /** Loads one f32; the other lanes become zeros. */
    public void vmovss(final Vec d, final Address from) {
        final Opcode opcode = new Opcode(1, 2, 0, 0x10, Tuple.ONE);
        encoder.vector(opcode, Form.EITHER, Encoder.fields(d.low128(), UNUSED), from, NO_IMMEDIATE);
    }

    /** Stores the lowest f32. */
    public void vmovss(final Address to, final Vec from) {
        store(1, 2, 0x11, Tuple.ONE, to, from.low128(), NO_IMMEDIATE);
    }

    /** 32 bits to the lowest lane; the others become zeros. */
    public void vmovd(final Vec d, final Gpr from) {
        final Opcode opcode = new Opcode(1, 1, 0, 0x6e, Tuple.ONE);
        final Fields fields = Encoder.fields(d.low128(), UNUSED);
        encoder.vector(opcode, Form.EITHER, fields, number(from), NO_IMMEDIATE);
    }

    /** The lowest lane; the upper half becomes zeros. */
    public void vmovd(final Gpr d, final Vec from) {
        store(1, 1, 0x7e, Tuple.ONE, number(d), from.low128(), NO_IMMEDIATE);
    }

    /** To F16, rounded to nearest even: half as many bytes. */
    public void vcvtps2ph(final Operand to, final Vec from) {
        store(3, 1, 0x1d, Tuple.HALF, to, from, 0);
    }

    /** AVX-512: the low bytes of the lanes. */
    public void vpmovdb(final Operand to, final Vec from) {
        final Opcode opcode = new Opcode(2, 2, 0, 0x31, Tuple.QUARTER);
        encoder.vector(opcode, Form.EVEX, Encoder.fields(from, UNUSED), to, NO_IMMEDIATE);
    }

    /** AVX2: 16 bytes of one half of a ymm. */
    public void vextractf128(final Operand to, final Vec from, final int half) {
        final Opcode opcode = new Opcode(3, 1, 0, 0x19, Tuple.FULL);
        encoder.vector(opcode, Form.VEX, Encoder.fields(from, UNUSED), to, half);
    }

    /** AVX-512: 32 bytes of one half of a zmm. */
    public void vextractf64x4(final Operand to, final Vec from, final int half) {
        final Opcode opcode = new Opcode(3, 1, 1, 0x1b, Tuple.EIGHT);
        encoder.vector(opcode, Form.EVEX, Encoder.fields(from, UNUSED), to, half);
    }

    /** AVX2: loads the lanes whose mask has its highest bit set; no others are touched. */
    public void vmaskmovps(final Vec d, final Vec mask, final Address from) {
        maskMove(0x2c, d, mask, from);
    }

    /** AVX2: stores such lanes. */
    public void vmaskmovps(final Address to, final Vec mask, final Vec from) {
        maskMove(0x2e, from, mask, to);
    }

    private void maskMove(final int code, final Vec v, final Vec mask, final Address at) {
        final Opcode opcode = new Opcode(2, 1, 0, code, Tuple.FULL);
        encoder.vector(opcode, Form.VEX, Encoder.fields(v, mask.index()), at, NO_IMMEDIATE);
    }

    /** AVX2: lanes of b where the mask's highest bit is set, else of a. */
    public void vblendvps(final Vec d, final Vec a, final Vec b, final Vec mask) {
        final Opcode opcode = new Opcode(3, 1, 0, 0x4a, Tuple.FULL);
        final Fields fields = Encoder.fields(d, a.index());
        encoder.vector(opcode, Form.VEX, fields, b, mask.index() << 4);
    }

    /** AVX-512: lanes of b in the mask, else of a. */
    public void vblendmps(final Vec d, final Mask mask, final Vec a, final Operand b) {
        final Opcode opcode = new Opcode(2, 1, 0, 0x65, Tuple.FULL);
        final Fields fields = Encoder.fields(d.masked(mask), a.index());
        encoder.vector(opcode, Form.EVEX, fields, b, NO_IMMEDIATE);
    }

    /** AVX-512: the lanes where the comparison holds. */
    public void vcmpps(final Mask d, final Vec a, final Operand b, final Comparison by) {
        compare(new Opcode(1, 0, 0, 0xc2, Tuple.FULL), d, a, b, by.code());
    }

    /** AVX-512: of those in `of`, the lanes where the comparison holds. */
    public void vcmpps(
            final Mask d, final Mask of, final Vec a, final Operand b, final Comparison by) {
        final Fields fields = new Fields(d.number(), a.index(), a.bytes(), of.number(), false);
        final Opcode opcode = new Opcode(1, 0, 0, 0xc2, Tuple.FULL);
        encoder.vector(opcode, Form.EVEX, fields, b, by.code());
    }

    /** AVX-512: sets the carry when all sixteen bits are ones, zero when none is. */
    public void kortestw(final Mask a, final Mask b) {
        final Fields fields = new Fields(a.number(), UNUSED, 16, 0, false);
        final Opcode opcode = new Opcode(1, 0, 0, 0x98, Tuple.FULL);
        encoder.vector(opcode, Form.VEX, fields, Vec.xmm(b.number()), NO_IMMEDIATE);
    }

    /** AVX-512: the lanes that are equal. */
    public void vpcmpeqd(final Mask d, final Vec a, final Operand b) {
        compare(new Opcode(3, 1, 0, 0x1f, Tuple.FULL), d, a, b, 0);
    }

    private void compare(
            final Opcode opcode, final Mask d, final Vec a, final Operand b, final int by) {
        final Fields fields = new Fields(d.number(), a.index(), a.bytes(), 0, false);
        encoder.vector(opcode, Form.EVEX, fields, b, by);
    }

    /** AVX-512: sixteen bits to a mask. */
    public void kmovw(final Mask d, final Gpr from) {
        final Fields fields = new Fields(d.number(), UNUSED, 16, 0, false);
        final Opcode opcode = new Opcode(1, 0, 0, 0x92, Tuple.FULL);
        encoder.vector(opcode, Form.VEX, fields, number(from), NO_IMMEDIATE);
    }

    /** AVX2: the highest bits of a register's lanes. */
    public void vmovmskps(final Gpr d, final Vec from) {
        final Fields fields = new Fields(d.number(), UNUSED, from.bytes(), 0, false);
        final Opcode opcode = new Opcode(1, 0, 0, 0x50, Tuple.FULL);
        encoder.vector(opcode, Form.VEX, fields, from, NO_IMMEDIATE);
    }

    /** AVX2: 32 bits from base + 4 * index, lane by lane where the mask is set; uses it up. */
    public void vpgatherdd(final Vec d, final Gpr base, final Vec index, final Vec mask) {
        final Fields fields = Encoder.fields(d, mask.index());
        encoder.gather(new Opcode(2, 1, 0, 0x90, Tuple.ONE), Form.VEX, fields, base, index);
    }

    /** AVX-512: the same with a mask register. */
    public void vpgatherdd(final Vec d, final Gpr base, final Vec index, final Mask mask) {
        final Fields fields = Encoder.fields(d.masked(mask), UNUSED);
        encoder.gather(new Opcode(2, 1, 0, 0x90, Tuple.ONE), Form.EVEX, fields, base, index);
    }

    /** AVX-512: sets sixteen bits of a mask. */
    public void setAll(final Mask d) {
        final Fields fields = new Fields(d.number(), d.number(), 32, 0, false);
        final Opcode opcode = new Opcode(1, 0, 0, 0x46, Tuple.FULL);
        encoder.vector(opcode, Form.VEX, fields, Vec.xmm(d.number()), NO_IMMEDIATE);
    }

    /** Ends the use of the upper halves, before other code runs. */
    public void vzeroupper() {
        encoder.bytes(0xc5, 0xf8, 0x77);
    }

    private void store(
            final int map,
            final int prefix,
            final int code,
            final Tuple tuple,
            final Operand to,
            final Vec from,
            final int immediate) {
        final Opcode opcode = new Opcode(map, prefix, 0, code, tuple);
        encoder.vector(opcode, Form.EITHER, Encoder.fields(from, UNUSED), to, immediate);
    }

    /** A general register's number where an encoding has a vector register's. */
    private static Vec number(final Gpr register) {
        return Vec.xmm(register.number());
    }
}
