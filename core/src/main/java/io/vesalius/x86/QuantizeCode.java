package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R10;
import static io.vesalius.x86.asm.Gpr.R11;
import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.RAX;
import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Op.VADDPS;
import static io.vesalius.x86.asm.Op.VCVTDQ2PS;
import static io.vesalius.x86.asm.Op.VCVTTPS2DQ;
import static io.vesalius.x86.asm.Op.VDIVPS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPADDD;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPMAXUD;
import static io.vesalius.x86.asm.Op.VPXOR;
import static io.vesalius.x86.asm.Op.VSUBPS;

import io.vesalius.kernel.Functions;
import io.vesalius.kernel.Quantized;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Label;
import io.vesalius.x86.asm.Simd;
import io.vesalius.x86.asm.Vec;

/** Quantising a row of activations to records of {@link Quantized}. */
final class QuantizeCode {
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int INFINITY = 0x7f800000;
    private static final int SMALLEST = Float.floatToRawIntBits(0x1p-100f);
    private static final V LOW = new V(0);
    private static final V HIGH = new V(1);
    private static final V MOST = new V(2);
    private static final V T = new V(3);
    private static final V U = new V(4);

    private final Lanes l;
    private final Assembler a;
    private final Simd s;

    QuantizeCode(final Lanes lanes, final Assembler a) {
        l = lanes;
        this.a = a;
        s = a.simd();
    }

    /** (x, records, blocks): 1 when all is finite, else 0 and zeros in the records. */
    void row() {
        final Label finite = new Label();
        final Label end = new Label();
        largestOfRow();
        a.cmp(RAX, INFINITY);
        a.jump(Condition.BELOW, finite);
        final Label zeros = a.here();
        zeroRecord();
        a.add(RSI, Quantized.RECORD);
        a.dec(RDX);
        a.jump(Condition.NOT_EQUAL, zeros);
        a.clear(RAX);
        a.jmp(end);
        a.place(finite);
        blocks();
        a.mov(RAX, 1);
        a.place(end);
    }

    /** The largest magnitude's bits of the row to rax. */
    private void largestOfRow() {
        a.mov(RCX, RDX);
        a.mov(R8, RDI);
        l.zero(MOST);
        final Label loop = a.here();
        for (int half = 0; half < 2; half++) {
            l.load(LOW, R8.at(64 * half));
            l.op(VPAND, LOW, LOW, l.constant(MAGNITUDE));
            l.op(VPMAXUD, MOST, MOST, LOW);
        }
        a.add(R8, 4 * Quantized.BLOCK);
        a.dec(RCX);
        a.jump(Condition.NOT_EQUAL, loop);
        largest();
    }

    /** The largest lane of MOST to rax. */
    private void largest() {
        l.fold(VPMAXUD, MOST, T);
        s.vmovd(RAX, l.low(MOST));
    }

    private void zeroRecord() {
        final Vec zero = l.low(T);
        s.op(VPXOR, zero, zero, zero);
        for (int at = 0; at < Quantized.RECORD; at += 16) {
            s.vmovups(RSI.at(at), zero);
        }
    }

    private void blocks() {
        final Label zero = new Label();
        final Label next = new Label();
        final Label loop = a.here();
        l.load(LOW, RDI.at(0));
        l.load(HIGH, RDI.at(64));
        l.op(VPAND, MOST, LOW, l.constant(MAGNITUDE));
        l.op(VPAND, T, HIGH, l.constant(MAGNITUDE));
        l.op(VPMAXUD, MOST, MOST, T);
        largest();
        a.cmp(RAX, SMALLEST);
        a.jump(Condition.BELOW, zero);
        block();
        a.place(next);
        a.add(RDI, 4 * Quantized.BLOCK);
        a.add(RSI, Quantized.RECORD);
        a.dec(RDX);
        a.jump(Condition.NOT_EQUAL, loop);
        final Label done = new Label();
        a.jmp(done);
        a.place(zero);
        zeroRecord();
        a.jmp(next);
        a.place(done);
    }

    /** The block in LOW and HIGH; MOST's lowest lane is the largest magnitude. */
    private void block() {
        final Vec scale = l.low(MOST);
        final Vec most = l.low(T);
        s.vmovss(most, a.constants(127f));
        s.op(VDIVPS, l.low(U), most, scale);
        s.op(VDIVPS, scale, scale, most);
        s.vmovss(RSI.at(Quantized.SCALE), scale);
        l.broadcast(U, U);
        round(LOW);
        round(HIGH);
        bytes(0, LOW);
        bytes(16, HIGH);
        l.op(VPADDD, HIGH, HIGH, LOW);
        l.fold(VPADDD, LOW, T);
        l.fold(VPADDD, HIGH, T);
        s.op(VCVTDQ2PS, most, l.low(HIGH));
        s.op(VMULPS, most, most, scale);
        s.vmovss(RSI.at(Quantized.SCALED_SUM), most);
        s.vmovd(R10, l.low(LOW));
        s.vmovd(R11, l.low(HIGH));
        a.neg(R10);
        a.neg(R11);
        a.mov32(RSI.at(Quantized.NEGATED_LOW_SUM), R10);
        a.mov32(RSI.at(Quantized.NEGATED_SUM), R11);
    }

    private void round(final V x) {
        l.op(VMULPS, x, x, U);
        l.op(VADDPS, x, x, l.constant(Functions.ROUND));
        l.op(VSUBPS, x, x, l.constant(Functions.ROUND));
        l.op(VCVTTPS2DQ, x, x);
    }

    private void bytes(final int at, final V x) {
        l.storeLowBytes(RSI.at(at), x, T);
    }
}
