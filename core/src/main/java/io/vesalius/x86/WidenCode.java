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
import static io.vesalius.x86.asm.Op.VCVTDQ2PS;
import static io.vesalius.x86.asm.Op.VCVTPH2PS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPMOVSXBD;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.tensor.CacheType;
import io.vesalius.x86.Lanes.Each;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Label;

/**
 * A tile's keys and values as f32: (an {@link AttentionFrame}, where they go). For each sixteen
 * positions the keys, `[keyDim, 16]`, then for each the values, `[16, valueDim]`: as a cache of F32
 * has them. What the next tile's are is asked for meanwhile.
 */
final class WidenCode {
    private static final int GROUPS = AttentionShape.TILE / Lanes.COUNT;
    private static final int BLOCK = 32;
    private static final int LINE = 64;
    private static final V X = new V(0);
    private static final V SCALE = new V(1);

    private final Lanes l;
    private final Assembler a;
    private final CacheType type;

    WidenCode(final Lanes lanes, final Assembler a, final CacheType type) {
        l = lanes;
        this.a = a;
        this.type = type;
    }

    /** Whether a type needs it, and heads have whole blocks. */
    static boolean serves(final CacheType type, final AttentionShape shape) {
        return switch (type) {
            case F32 -> false;
            case F16 -> true;
            case Q8_0 -> shape.keyDim() % BLOCK == 0 && shape.valueDim() % BLOCK == 0;
        };
    }

    /** Bytes of what comes out. */
    static long bytes(final AttentionShape shape) {
        return (long) LINE * GROUPS * (shape.keyDim() + shape.valueDim());
    }

    void emit() {
        a.mov(R10, RDI.at(AttentionFrame.KEYS_TO_VALUES));
        for (int group = 0; group < GROUPS; group++) {
            a.mov(R8, RDI.at(AttentionFrame.key(group)));
            a.mov(R9, RDI.at(AttentionFrame.nextKey(group)));
            a.mov(RCX, RDI.at(AttentionFrame.KEY_DIM));
            if (type == CacheType.Q8_0) {
                keys();
            } else {
                halves();
            }
        }
        for (int group = 0; group < GROUPS; group++) {
            a.mov(R8, RDI.at(AttentionFrame.value(group)));
            a.mov(R9, RDI.at(AttentionFrame.nextKey(group)));
            a.add(R9, R10);
            a.mov(RCX, RDI.at(AttentionFrame.VALUE_DIM));
            if (type == CacheType.Q8_0) {
                a.mov(R11, RDI.at(AttentionFrame.valueScale(group)));
                values();
            } else {
                halves();
            }
        }
    }

    /** Sixteen numbers for each dimension, one after another. */
    private void halves() {
        final Label loop = a.here();
        l.op(VCVTPH2PS, X, new Each(R8.at(0)));
        l.store(RSI.at(0), X);
        a.prefetcht1(R9.at(0));
        a.add(R8, 2 * Lanes.COUNT);
        a.add(R9, 2 * Lanes.COUNT);
        a.add(RSI, LINE);
        a.dec(RCX);
        a.jump(Condition.NOT_EQUAL, loop);
    }

    /** A scale for each position and 32 dimensions; the scales lie behind all dimensions. */
    private void keys() {
        a.mov(R11, RCX);
        a.shl(R11, 4);
        a.add(R11, R8);
        a.shr(RCX, 5);
        final Label loop = a.here();
        l.op(VCVTPH2PS, SCALE, new Each(R11.at(0)));
        a.add(R11, 2 * Lanes.COUNT);
        a.mov(RDX, BLOCK);
        final Label dimensions = a.here();
        bytes(R8.at(0), RSI.at(0));
        a.prefetcht1(R9.at(0));
        a.add(R8, Lanes.COUNT);
        a.add(R9, Lanes.COUNT);
        a.add(RSI, LINE);
        a.dec(RDX);
        a.jump(Condition.NOT_EQUAL, dimensions);
        a.dec(RCX);
        a.jump(Condition.NOT_EQUAL, loop);
    }

    /** A scale for each 32 numbers, both one after another. */
    private void values() {
        a.shr(RCX, 1);
        final Label loop = a.here();
        a.movzx16(RAX, R11.at(0));
        a.simd().vmovd(l.low(SCALE), RAX);
        a.simd().op(VCVTPH2PS, l.low(SCALE), l.low(SCALE));
        l.broadcast(SCALE, SCALE);
        bytes(R8.at(0), RSI.at(0));
        bytes(R8.at(Lanes.COUNT), RSI.at(LINE));
        a.prefetcht1(R9.at(0));
        a.add(R11, 2);
        a.add(R8, BLOCK);
        a.add(R9, BLOCK);
        a.add(RSI, 2 * LINE);
        a.dec(RCX);
        a.jump(Condition.NOT_EQUAL, loop);
    }

    private void bytes(final Address from, final Address to) {
        l.op(VPMOVSXBD, X, new Each(from));
        l.op(VCVTDQ2PS, X, X);
        l.op(VMULPS, X, X, SCALE);
        l.store(to, X);
    }
}
