package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Op.VDIVPS;
import static io.vesalius.x86.asm.Op.VFMADD213PS;
import static io.vesalius.x86.asm.Op.VFMADD231PS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VSUBPS;

import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Label;
import io.vesalius.x86.asm.Simd;
import io.vesalius.x86.asm.Vec;

import java.util.List;

/** What happens to results of attention between segments of positions: m, l, then outputs. */
final class MergeCode {
    private static final int OUTPUT = 64;
    private static final V FACTOR = new V(0);
    private static final V NEXT_FACTOR = new V(1);
    private static final V M = new V(5);
    private static final V X = new V(6);

    private final Lanes l;
    private final Assembler a;
    private final Simd s;

    MergeCode(final Lanes lanes, final Assembler a) {
        l = lanes;
        this.a = a;
        s = a.simd();
    }

    /** (results, how many, bytes from one to the next): m = -inf, l and outputs 0. */
    void start() {
        l.zero(X);
        a.mov(RCX, Float.floatToRawIntBits(Float.NEGATIVE_INFINITY));
        final Label result = a.here();
        a.mov(Gpr.RAX, RDX);
        final Label loop = a.here();
        l.store(RDI.at(0), X);
        a.add(RDI, 64);
        a.sub(Gpr.RAX, 64);
        a.jump(Condition.NOT_EQUAL, loop);
        a.mov(Gpr.RAX, RDI);
        a.sub(Gpr.RAX, RDX);
        a.mov32(Gpr.RAX.at(0), RCX);
        a.dec(RSI);
        a.jump(Condition.NOT_EQUAL, result);
    }

    /** (result, a later segment's, dimensions, bits of the larger m): both saw something. */
    void merge() {
        final FunctionCode f = new FunctionCode(l);
        s.vmovd(l.low(M), RCX);
        factor(f, RSI);
        l.broadcast(NEXT_FACTOR, FACTOR);
        factor(f, RDI);
        final Vec sum = l.low(X);
        s.vmovss(sum, RDI.at(4));
        s.op(VMULPS, sum, sum, l.low(FACTOR));
        s.vmovss(l.low(new V(2)), RSI.at(4));
        s.op(VFMADD231PS, sum, l.low(new V(2)), l.low(NEXT_FACTOR));
        s.vmovss(RDI.at(4), sum);
        s.vmovss(RDI.at(0), l.low(M));
        l.broadcast(FACTOR, FACTOR);
        a.add(RDI, OUTPUT);
        a.add(RSI, OUTPUT);
        new Sweep(l, a)
                .over(
                        RDX,
                        List.of(RDI, RSI),
                        m -> {
                            m.load(X, RDI.at(0));
                            l.op(VMULPS, X, X, FACTOR);
                            m.load(M, RSI.at(0));
                            l.op(VFMADD213PS, M, NEXT_FACTOR, X);
                            m.store(RDI.at(0), M);
                        });
    }

    /** FACTOR = e^(m of a result - M), in the lowest lane. */
    private void factor(final FunctionCode f, final Gpr result) {
        s.vmovss(l.low(X), result.at(0));
        s.op(VSUBPS, l.low(X), l.low(X), l.low(M));
        f.exp(FACTOR, X, new V(2), new V(3), new V(4));
    }

    /** (result, dimensions, y): y = outputs / l. */
    void finish() {
        l.broadcast(M, RDI.at(4));
        a.add(RDI, OUTPUT);
        new Sweep(l, a)
                .over(
                        RSI,
                        List.of(RDI, RDX),
                        m -> {
                            m.load(X, RDI.at(0));
                            l.op(VDIVPS, X, X, M);
                            m.store(RDX.at(0), X);
                        });
    }
}
