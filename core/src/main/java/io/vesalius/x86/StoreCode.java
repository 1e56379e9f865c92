package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R10;
import static io.vesalius.x86.asm.Gpr.R11;
import static io.vesalius.x86.asm.Gpr.R12;
import static io.vesalius.x86.asm.Gpr.R13;
import static io.vesalius.x86.asm.Gpr.R14;
import static io.vesalius.x86.asm.Gpr.R15;
import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.R9;
import static io.vesalius.x86.asm.Gpr.RAX;
import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Gpr.RSP;
import static io.vesalius.x86.asm.Op.VADDPS;
import static io.vesalius.x86.asm.Op.VCVTTPS2DQ;
import static io.vesalius.x86.asm.Op.VDIVPS;
import static io.vesalius.x86.asm.Op.VMAXPS;
import static io.vesalius.x86.asm.Op.VMINPS;
import static io.vesalius.x86.asm.Op.VMOVUPS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPAND;
import static io.vesalius.x86.asm.Op.VPMAXUD;
import static io.vesalius.x86.asm.Op.VSUBPS;

import io.vesalius.kernel.Functions;
import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.HeadLayout;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Label;
import io.vesalius.x86.asm.Simd;
import io.vesalius.x86.asm.Vec;

/**
 * Writing a token's keys or values to a page: (x, heads, where the first head's elements go, where
 * its scales go, head's dimensions, bytes from a head to the next). Elements are converted sixteen
 * or thirty-two at a time on the stack, and from there put where they belong one by one, since a
 * key's lie apart.
 */
final class StoreCode {
    private static final float F16_MAX = 65504f;
    private static final int SMALLEST = Float.floatToRawIntBits(0x1p-100f);
    private static final int BLOCK = 32;

    /** The stack: 32 floats, then what they become. */
    private static final int CONVERTED = 4 * BLOCK;

    private static final int STACK = CONVERTED + 64;
    private static final V A = new V(0);
    private static final V B = new V(1);
    private static final V MOST = new V(2);
    private static final V T = new V(3);

    private final Lanes l;
    private final Assembler a;
    private final Simd s;
    private final int elementBytes;
    private final int stride;
    private final int scaleStride;

    /**
     * @param key whether elements and scales of {@link HeadLayout#GROUP} tokens are interleaved
     */
    StoreCode(final Lanes lanes, final Assembler a, final CacheType type, final boolean key) {
        l = lanes;
        this.a = a;
        s = a.simd();
        elementBytes = type == CacheType.F32 ? 4 : type == CacheType.F16 ? 2 : 1;
        stride = elementBytes * (key ? HeadLayout.GROUP : 1);
        scaleStride = 2 * (key ? HeadLayout.GROUP : 1);
    }

    void emit() {
        if (elementBytes == 1) {
            eachHead(() -> eachPiece(BLOCK, this::quantize));
        } else {
            eachHead(() -> eachPiece(Lanes.COUNT, this::convert));
        }
    }

    private void eachHead(final Runnable head) {
        a.sub(RSP, STACK);
        final Label loop = a.here();
        a.mov(R10, RDX);
        a.mov(R11, RCX);
        a.mov(R12, R8);
        head.run();
        a.add(RDX, R9);
        a.add(RCX, R9);
        a.dec(RSI);
        a.jump(Condition.NOT_EQUAL, loop);
        a.add(RSP, STACK);
    }

    /** Pieces of `size` elements and what remains; r13 is a piece's length. */
    private void eachPiece(final int size, final Runnable convert) {
        final Label whole = new Label();
        final Label loop = a.here();
        a.mov(R13, size);
        a.cmp(R12, size);
        a.jump(Condition.GREATER_OR_EQUAL, whole);
        a.mov(R13, R12);
        a.place(whole);
        gather(size);
        convert.run();
        scatter();
        a.sub(R12, R13);
        a.jump(Condition.NOT_EQUAL, loop);
    }

    /** Loads r13 floats of x to A, and with blocks to B, zeros behind them; x goes on. */
    private void gather(final int size) {
        final Label whole = new Label();
        final Label done = new Label();
        a.cmp(R13, size);
        a.jump(Condition.EQUAL, whole);
        l.zero(A);
        for (int at = 0; at < 4 * size; at += 64) {
            l.store(RSP.at(at), A);
        }
        a.mov(R14, RSP);
        copy(R14, 4, RDI, 4);
        load(RSP, size);
        a.jmp(done);
        a.place(whole);
        load(RDI, size);
        a.add(RDI, 4 * size);
        a.place(done);
    }

    private void load(final Gpr from, final int size) {
        l.load(A, from.at(0));
        if (size == BLOCK) {
            l.load(B, from.at(64));
        }
    }

    /** Copies r13 elements from the stack to r10, which goes on. */
    private void scatter() {
        a.lea(R14, RSP.at(CONVERTED));
        copy(R10, stride, R14, elementBytes);
    }

    private void copy(final Gpr to, final int toStride, final Gpr from, final int bytes) {
        a.mov(R15, R13);
        final Label loop = a.here();
        switch (bytes) {
            case 4 -> {
                a.mov32(RAX, from.at(0));
                a.mov32(to.at(0), RAX);
            }
            case 2 -> {
                a.movzx16(RAX, from.at(0));
                a.mov16(to.at(0), RAX);
            }
            default -> {
                a.movzx8(RAX, from.at(0));
                a.mov8(to.at(0), RAX);
            }
        }
        a.add(from, bytes);
        a.add(to, toStride);
        a.dec(R15);
        a.jump(Condition.NOT_EQUAL, loop);
    }

    private void convert() {
        if (elementBytes == 4) {
            l.store(RSP.at(CONVERTED), A);
        } else {
            saturate(A, B);
            l.storeHalves(RSP.at(CONVERTED), A);
        }
    }

    /** Over F16's range the nearest finite number; NaN stays, being the second operand. */
    private void saturate(final V x, final V t) {
        l.broadcast(t, l.constant(F16_MAX).address());
        l.op(VMINPS, x, t, x);
        l.broadcast(t, l.constant(-F16_MAX).address());
        l.op(VMAXPS, x, t, x);
    }

    private void quantize() {
        final Label tiny = new Label();
        final Label scaled = new Label();
        l.op(VPAND, MOST, A, l.constant(Integer.MAX_VALUE));
        l.op(VPAND, T, B, l.constant(Integer.MAX_VALUE));
        l.op(VPMAXUD, MOST, MOST, T);
        l.fold(VPMAXUD, MOST, T);
        final Vec scale = l.low(MOST);
        final Address most = a.constants(127f, 127f, 127f, 127f);
        s.vmovd(RAX, scale);
        a.cmp(RAX, SMALLEST);
        a.jump(Condition.BELOW, tiny);
        s.op(VMOVUPS, l.low(T), most);
        s.op(VDIVPS, l.low(T), l.low(T), scale);
        s.op(VDIVPS, scale, scale, most);
        l.broadcast(T, T);
        a.jmp(scaled);
        a.place(tiny);
        l.zero(T);
        l.zero(MOST);
        a.place(scaled);
        round(A);
        round(B);
        l.storeLowBytes(RSP.at(CONVERTED), A, T);
        l.storeLowBytes(RSP.at(CONVERTED + 16), B, T);
        l.broadcast(A, MOST);
        saturate(A, T);
        l.storeHalves(RSP.at(0), A);
        a.movzx16(RAX, RSP.at(0));
        a.mov16(R11.at(0), RAX);
        a.add(R11, scaleStride);
    }

    private void round(final V x) {
        l.op(VMULPS, x, x, T);
        l.op(VADDPS, x, x, l.constant(Functions.ROUND));
        l.op(VSUBPS, x, x, l.constant(Functions.ROUND));
        l.op(VCVTTPS2DQ, x, x);
    }
}
