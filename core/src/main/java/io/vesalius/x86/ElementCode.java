package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R10;
import static io.vesalius.x86.asm.Gpr.R11;
import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.R9;
import static io.vesalius.x86.asm.Gpr.RAX;
import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Gpr.RSP;
import static io.vesalius.x86.asm.Op.VADDPS;
import static io.vesalius.x86.asm.Op.VDIVPS;
import static io.vesalius.x86.asm.Op.VFMADD231PS;
import static io.vesalius.x86.asm.Op.VMAXPS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VSQRTPS;

import io.vesalius.kernel.Activation;
import io.vesalius.x86.Lanes.All;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Simd;
import io.vesalius.x86.asm.Vec;

import java.util.List;

/** The verbs that go through vectors element by element: sums, factors, caps, gates, norms. */
final class ElementCode {
    private static final V V0 = new V(0);
    private static final V V1 = new V(1);
    private static final V V2 = new V(2);
    private static final V V3 = new V(3);
    private static final V V4 = new V(4);
    private static final V V5 = new V(5);
    private static final V V6 = new V(6);

    private final Lanes l;
    private final Assembler a;

    ElementCode(final Lanes lanes, final Assembler a) {
        l = lanes;
        this.a = a;
    }

    /** (x, y, n): x = x + y. */
    void add() {
        new Sweep(l, a)
                .over(
                        RDX,
                        List.of(RDI, RSI),
                        m -> {
                            m.load(V0, RDI.at(0));
                            m.load(V1, RSI.at(0));
                            l.op(VADDPS, V0, V0, V1);
                            m.store(RDI.at(0), V0);
                        });
    }

    /** (x, factor's bits, n): x = x * factor. */
    void scale() {
        l.broadcast(V1, RSI);
        new Sweep(l, a)
                .over(
                        RDX,
                        List.of(RDI),
                        m -> {
                            m.load(V0, RDI.at(0));
                            l.op(VMULPS, V0, V0, V1);
                            m.store(RDI.at(0), V0);
                        });
    }

    /** (x, cap's bits, n): x = cap * tanh(x / cap). */
    void softCap() {
        final FunctionCode f = new FunctionCode(l);
        final All cap = new All(RSP.at(0));
        a.push(RSI);
        new Sweep(l, a)
                .over(
                        RDX,
                        List.of(RDI),
                        m -> {
                            m.load(V0, RDI.at(0));
                            l.op(VDIVPS, V0, V0, cap);
                            f.tanh(V1, V0, V2, V3, V4, V5);
                            l.op(VMULPS, V1, V1, cap);
                            m.store(RDI.at(0), V1);
                        });
        a.pop(RSI);
    }

    /** (x, n): x = e^x. */
    void exp() {
        final FunctionCode f = new FunctionCode(l);
        new Sweep(l, a)
                .over(
                        RSI,
                        List.of(RDI),
                        m -> {
                            m.load(V0, RDI.at(0));
                            f.exp(V1, V0, V2, V3, V4);
                            m.store(RDI.at(0), V1);
                        });
    }

    /** (gate, up, n): gate = activation(gate) * up. */
    void gate(final Activation kind) {
        final FunctionCode f = new FunctionCode(l);
        new Sweep(l, a)
                .over(
                        RDX,
                        List.of(RDI, RSI),
                        m -> {
                            m.load(V0, RDI.at(0));
                            switch (kind) {
                                case SILU -> f.silu(V1, V0, V2, V3, V4, V5);
                                case GELU -> f.gelu(V1, V0, V2, V3, V4, V5, V6);
                                case GELU_TANH -> f.geluTanh(V1, V0, V2, V3, V4, V5, V6);
                            }
                            m.load(V0, RSI.at(0));
                            l.op(VMULPS, V1, V1, V0);
                            m.store(RDI.at(0), V1);
                        });
    }

    /** (query, smallest, largest, n): the sum of the larger products, its bits. */
    void bound() {
        l.zero(V0);
        new Sweep(l, a)
                .over(
                        RCX,
                        List.of(RDI, RSI, RDX),
                        m -> {
                            m.load(V1, RDI.at(0));
                            m.load(V2, RSI.at(0));
                            m.load(V3, RDX.at(0));
                            l.op(VMULPS, V2, V1, V2);
                            l.op(VMULPS, V3, V1, V3);
                            l.op(VMAXPS, V2, V2, V3);
                            l.op(VADDPS, V0, V0, V2);
                        });
        l.fold(VADDPS, V0, V1);
        a.simd().vmovd(RAX, l.low(V0));
    }

    /**
     * (x, w, y, n, epsilon's bits, n as f32's bits): y = (x / rms(x)) * w. x is read to its end
     * before y is written, so both may be one.
     */
    void rmsNorm() {
        a.mov(R10, RDI);
        a.mov(R11, RCX);
        l.zero(V0);
        new Sweep(l, a)
                .over(
                        R11,
                        List.of(R10),
                        m -> {
                            m.load(V1, R10.at(0));
                            l.op(VFMADD231PS, V0, V1, V1);
                        });
        l.fold(VADDPS, V0, V1);
        reciprocalRoot();
        new Sweep(l, a)
                .over(
                        RCX,
                        List.of(RDI, RSI, RDX),
                        m -> {
                            m.load(V1, RDI.at(0));
                            m.load(V2, RSI.at(0));
                            l.op(VMULPS, V1, V1, V0);
                            l.op(VMULPS, V1, V1, V2);
                            m.store(RDX.at(0), V1);
                        });
    }

    /** V0 = 1 / sqrt(V0 / r9 + r8) in all lanes. */
    private void reciprocalRoot() {
        final Simd s = a.simd();
        final Vec sum = l.low(V0);
        final Vec other = l.low(V1);
        s.vmovd(other, R9);
        s.op(VDIVPS, sum, sum, other);
        s.vmovd(other, R8);
        s.op(VADDPS, sum, sum, other);
        s.op(VSQRTPS, sum, sum);
        s.vmovss(other, a.constants(1f));
        s.op(VDIVPS, sum, other, sum);
        l.broadcast(V0, V0);
    }
}
