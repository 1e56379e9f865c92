package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R10;
import static io.vesalius.x86.asm.Gpr.R11;
import static io.vesalius.x86.asm.Gpr.R12;
import static io.vesalius.x86.asm.Gpr.R13;
import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.R9;
import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Op.VFMADD231PS;
import static io.vesalius.x86.asm.Op.VFNMADD231PS;
import static io.vesalius.x86.asm.Op.VMOVUPS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPERMD;
import static io.vesalius.x86.asm.Op.VPXOR;
import static io.vesalius.x86.asm.Op.VSHUFPS;

import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Label;
import io.vesalius.x86.asm.Simd;
import io.vesalius.x86.asm.Vec;

import java.util.List;

/**
 * Rotating heads by a position's angles: (x, heads, bytes of a head, angles, rotated dims / 2). The
 * angles are cosines, then as many sines.
 */
final class RotateCode {
    private static final V A = new V(0);
    private static final V B = new V(1);
    private static final V COS = new V(2);
    private static final V SIN = new V(3);
    private static final V T = new V(4);

    private final Lanes l;
    private final Assembler a;
    private final Simd s;

    RotateCode(final Lanes lanes, final Assembler a) {
        l = lanes;
        this.a = a;
        s = a.simd();
    }

    private void eachHead(final Runnable head) {
        final Label loop = a.here();
        a.mov(R10, RDI);
        a.mov(R12, RCX);
        a.lea(R13, Address.at(RCX, R8, 4, 0));
        head.run();
        a.add(RDI, RDX);
        a.dec(RSI);
        a.jump(Condition.NOT_EQUAL, loop);
    }

    /** Element i with element i + half. */
    void halves() {
        eachHead(
                () -> {
                    a.lea(R11, Address.at(R10, R8, 4, 0));
                    a.mov(R9, R8);
                    new Sweep(l, a)
                            .over(
                                    R9,
                                    List.of(R10, R11, R12, R13),
                                    m -> {
                                        m.load(A, R10.at(0));
                                        m.load(B, R11.at(0));
                                        m.load(COS, R12.at(0));
                                        m.load(SIN, R13.at(0));
                                        l.op(VMULPS, T, A, COS);
                                        l.op(VFNMADD231PS, T, B, SIN);
                                        l.op(VMULPS, B, B, COS);
                                        l.op(VFMADD231PS, B, A, SIN);
                                        m.store(R10.at(0), T);
                                        m.store(R11.at(0), B);
                                    });
                });
    }

    /** Element 2i with element 2i + 1: eight pairs at a time, then one by one. */
    void interleaved() {
        eachHead(
                () -> {
                    final Label single = new Label();
                    final Label done = new Label();
                    a.mov(R9, R8);
                    a.sub(R9, 8);
                    a.jump(Condition.LESS, single);
                    final Label loop = a.here();
                    eightPairs();
                    advance(32);
                    a.sub(R9, 8);
                    a.jump(Condition.GREATER_OR_EQUAL, loop);
                    a.place(single);
                    a.add(R9, 8);
                    a.jump(Condition.EQUAL, done);
                    final Label pairs = a.here();
                    onePair();
                    advance(4);
                    a.dec(R9);
                    a.jump(Condition.NOT_EQUAL, pairs);
                    a.place(done);
                });
    }

    private void advance(final int angleBytes) {
        a.add(R10, 2 * angleBytes);
        a.add(R12, angleBytes);
        a.add(R13, angleBytes);
    }

    /** x * (c, c) + swapped x * (-s, s): a negated factor gives the negated product's bits. */
    private void eightPairs() {
        l.load(A, R10.at(0));
        twice(COS, R12.at(0));
        twice(SIN, R13.at(0));
        l.op(VPXOR, SIN, SIN, l.constants(Integer.MIN_VALUE, 0));
        swapPairs(B, A);
        l.op(VMULPS, A, A, COS);
        l.op(VFMADD231PS, A, B, SIN);
        l.store(R10.at(0), A);
    }

    /** Eight elements, each in two neighbouring lanes. */
    private void twice(final V d, final Address from) {
        final int[] order = new int[Lanes.COUNT];
        for (int i = 0; i < order.length; i++) {
            order[i] = i / 2;
        }
        l.load(T, a.constants(order));
        s.op(VMOVUPS, l.vec(d, 0).low256(), from);
        if (l.wide()) {
            s.op(VPERMD, l.vec(d, 0), l.vec(T, 0), l.vec(d, 0));
        } else {
            s.op(VPERMD, l.vec(d, 1), l.vec(T, 1), l.vec(d, 0));
            s.op(VPERMD, l.vec(d, 0), l.vec(T, 0), l.vec(d, 0));
        }
    }

    private void swapPairs(final V d, final V x) {
        l.op(VSHUFPS, d, x, x, 0xb1);
    }

    private void onePair() {
        final Vec x = l.low(A);
        final Vec y = l.low(B);
        final Vec cos = l.low(COS);
        final Vec sin = l.low(SIN);
        final Vec t = l.low(T);
        s.vmovss(x, R10.at(0));
        s.vmovss(y, R10.at(4));
        s.vmovss(cos, R12.at(0));
        s.vmovss(sin, R13.at(0));
        s.op(VMULPS, t, x, cos);
        s.op(VFNMADD231PS, t, y, sin);
        s.op(VMULPS, y, y, cos);
        s.op(VFMADD231PS, y, x, sin);
        s.vmovss(R10.at(0), t);
        s.vmovss(R10.at(4), y);
    }
}
