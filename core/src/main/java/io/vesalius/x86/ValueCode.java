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
import static io.vesalius.x86.asm.Gpr.RBP;
import static io.vesalius.x86.asm.Gpr.RBX;
import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Gpr.RSP;
import static io.vesalius.x86.asm.Op.VCVTDQ2PS;
import static io.vesalius.x86.asm.Op.VCVTPH2PS;
import static io.vesalius.x86.asm.Op.VFMADD231PS;
import static io.vesalius.x86.asm.Op.VMOVUPS;
import static io.vesalius.x86.asm.Op.VMULPS;
import static io.vesalius.x86.asm.Op.VPMOVSXBD;

import io.vesalius.tensor.CacheType;
import io.vesalius.x86.Lanes.All;
import io.vesalius.x86.Lanes.Each;
import io.vesalius.x86.Lanes.Same;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Label;
import io.vesalius.x86.asm.Op;
import io.vesalius.x86.asm.Simd;

/**
 * Adds a tile's values, by the weights on the stack, to the queries' outputs, position after
 * position: some dimensions at a time (64 with AVX-512, then 16), all positions for each. Only
 * positions that are seen are read.
 */
final class ValueCode {
    private static final Gpr[] RESULTS = {RBX, RBP, R12, R13, R14, R15};
    private static final Gpr DIMENSIONS_LEFT = RDX;
    private static final Gpr POSITION = RCX;
    private static final Gpr VALUE = R8;
    private static final Gpr SCALE = R9;
    private static final Gpr END = R10;
    private static final Gpr DONE = R11;

    /** How far the next tile's keys lie behind the values of a group. */
    private static final Gpr TO_NEXT_KEYS = RSI;

    private static final int LINE = 64;
    private static final int OUTPUT = 64;

    private final Lanes l;
    private final Assembler a;
    private final Simd s;
    private final Tail tail;
    private final CacheType type;
    private final boolean widened;
    private final StackFrame stack;
    private final int elementBytes;

    ValueCode(
            final Lanes lanes,
            final Assembler a,
            final CacheType type,
            final boolean widened,
            final StackFrame stack) {
        l = lanes;
        this.a = a;
        s = a.simd();
        tail = new Tail(lanes, a);
        this.type = type;
        this.widened = widened;
        this.stack = stack;
        elementBytes = type == CacheType.F32 ? 4 : type == CacheType.F16 ? 2 : 1;
    }

    /** Leaves nothing of rsi. */
    void emit() {
        for (int query = 0; query < stack.queries(); query++) {
            a.mov(RESULTS[query], RSI.at(AttendCode.ENTRY * query + 8));
            a.add(RESULTS[query], OUTPUT);
        }
        a.clear(DONE);
        a.mov(DIMENSIONS_LEFT, RDI.at(AttentionFrame.VALUE_DIM));
        if (l.wide()) {
            pieces(4);
        }
        pieces(1);
        final Label done = new Label();
        a.test(DIMENSIONS_LEFT, DIMENSIONS_LEFT);
        a.jump(Condition.EQUAL, done);
        tail();
        a.place(done);
    }

    private V sum(final int query, final int width, final int i) {
        return new V(query * width + i);
    }

    private V value(final int i) {
        return new V(l.wide() ? 24 + i : 6);
    }

    private V weight() {
        return l.wide() ? new V(28) : Lanes.SPREAD;
    }

    /** Pieces of `width` times sixteen dimensions, while there are as many. */
    private void pieces(final int width) {
        final int size = width * Lanes.COUNT;
        final Label loop = a.here();
        final Label done = new Label();
        a.cmp(DIMENSIONS_LEFT, size);
        a.jump(Condition.LESS, done);
        for (int query = 0; query < stack.queries(); query++) {
            for (int i = 0; i < width; i++) {
                l.load(sum(query, width, i), RESULTS[query].at(64 * i));
                l.op(VMULPS, sum(query, width, i), sum(query, width, i), factor(query));
            }
        }
        positions(() -> position(width));
        for (int query = 0; query < stack.queries(); query++) {
            for (int i = 0; i < width; i++) {
                l.store(RESULTS[query].at(64 * i), sum(query, width, i));
            }
            a.add(RESULTS[query], 64 * width);
        }
        a.add(DONE, size);
        a.sub(DIMENSIONS_LEFT, size);
        a.jmp(loop);
        a.place(done);
    }

    private All factor(final int query) {
        return new All(stack.factor(query));
    }

    /**
     * Emits a loop over the positions that are seen: VALUE is the address of the piece's first
     * dimension, SCALE that of the position's scales.
     */
    private void positions(final Runnable body) {
        final Label next = new Label();
        a.mov(POSITION, RDI.at(AttentionFrame.FROM));
        final Label group = a.here();
        // The group's end or that of what is seen, whichever comes first.
        final Label whole = new Label();
        a.mov(RAX, POSITION);
        a.shr(RAX, 4);
        a.mov(VALUE, Address.at(RDI, RAX, 8, AttentionFrame.value(0)));
        a.mov(SCALE, Address.at(RDI, RAX, 8, AttentionFrame.valueScale(0)));
        a.mov(TO_NEXT_KEYS, Address.at(RDI, RAX, 8, AttentionFrame.nextKey(0)));
        a.sub(TO_NEXT_KEYS, VALUE);
        a.shl(RAX, 4);
        a.lea(END, RAX.at(Lanes.COUNT));
        a.cmp(END, RDI.at(AttentionFrame.TO));
        a.jump(Condition.LESS_OR_EQUAL, whole);
        a.mov(END, RDI.at(AttentionFrame.TO));
        a.place(whole);
        a.neg(RAX);
        a.add(RAX, POSITION);
        skip(RAX);
        a.place(next);
        body.run();
        advance();
        a.add(POSITION, 1);
        a.cmp(POSITION, END);
        a.jump(Condition.LESS, next);
        a.cmp(POSITION, RDI.at(AttentionFrame.TO));
        a.jump(Condition.LESS, group);
    }

    /** Moves by as many positions as rax says, and to the piece's dimensions. */
    private void skip(final Gpr positions) {
        a.push(RSI);
        a.mov(RSI, positions);
        a.imul(RSI, RDI.at(AttentionFrame.VALUE_DIM));
        a.add(RSI, DONE);
        a.lea(VALUE, Address.at(VALUE, RSI, elementBytes, 0));
        if (type == CacheType.Q8_0) {
            a.mov(RSI, RDI.at(AttentionFrame.VALUE_DIM));
            a.add(RSI, 31);
            a.shr(RSI, 5);
            a.imul(RSI, positions);
            a.lea(SCALE, Address.at(SCALE, RSI, 2, 0));
            a.mov(RSI, DONE);
            a.shr(RSI, 5);
            a.lea(SCALE, Address.at(SCALE, RSI, 2, 0));
        }
        a.pop(RSI);
    }

    private void advance() {
        a.mov(RAX, RDI.at(AttentionFrame.VALUE_DIM));
        a.lea(VALUE, Address.at(VALUE, RAX, elementBytes, 0));
        if (type == CacheType.Q8_0) {
            a.add(RAX, 31);
            a.shr(RAX, 5);
            a.lea(SCALE, Address.at(SCALE, RAX, 2, 0));
        }
    }

    private void position(final int width) {
        for (int at = 0; !widened && at < width * Lanes.COUNT * elementBytes; at += LINE) {
            a.prefetcht1(Address.at(VALUE, TO_NEXT_KEYS, 1, at));
        }
        for (int i = 0; i < width; i++) {
            load(value(i), this::loadAll, VALUE.at(Lanes.COUNT * elementBytes * i), i);
        }
        add(width);
    }

    /** Emits an instruction that loads elements and widens them. */
    private interface Widening {
        void emit(Op op, V d, Address from);
    }

    private void loadAll(final Op op, final V d, final Address from) {
        l.op(op, d, new Each(from));
    }

    private void load(final V d, final Widening widening, final Address from, final int piece) {
        switch (type) {
            case F32 -> widening.emit(VMOVUPS, d, from);
            case F16 -> widening.emit(VCVTPH2PS, d, from);
            case Q8_0 -> {
                widening.emit(VPMOVSXBD, d, from);
                l.op(VCVTDQ2PS, d, d);
                a.movzx16(RAX, SCALE.at(2 * (piece / 2)));
                s.vmovd(l.low(weight()), RAX);
                s.op(VCVTPH2PS, l.low(weight()), l.low(weight()));
                l.op(VMULPS, d, d, l.spread(weight()));
            }
        }
    }

    private void add(final int width) {
        for (int query = 0; query < stack.queries(); query++) {
            final Address row = StackFrame.score(query, 0);
            final Same weight =
                    l.spread(weight(), Address.at(RSP, POSITION, 4, row.displacement()));
            for (int i = 0; i < width; i++) {
                l.op(VFMADD231PS, sum(query, width, i), value(i), weight);
            }
        }
    }

    /** Fewer than sixteen dimensions, through a mask where there is one for every type. */
    private void tail() {
        a.mov(VALUE, DIMENSIONS_LEFT);
        tail.begin(VALUE);
        for (int query = 0; query < stack.queries(); query++) {
            tail.load(sum(query, 1, 0), RESULTS[query].at(0));
            l.op(VMULPS, sum(query, 1, 0), sum(query, 1, 0), factor(query));
        }
        positions(l.wide() ? this::maskedPosition : this::copiedPosition);
        a.mov(VALUE, DIMENSIONS_LEFT);
        tail.begin(VALUE);
        for (int query = 0; query < stack.queries(); query++) {
            tail.store(RESULTS[query].at(0), sum(query, 1, 0));
        }
    }

    private void maskedPosition() {
        load(value(0), tail::op, VALUE.at(0), 0);
        add(1);
    }

    /** One by one to the stack, and from there: AVX2 has no masks for halves and bytes. */
    private void copiedPosition() {
        l.zero(value(0));
        l.store(stack.spare(), value(0));
        a.push(RSI);
        a.clear(RSI);
        final Label loop = a.here();
        final Address from = Address.at(VALUE, RSI, elementBytes, 0);
        final Address to = Address.at(RSP, RSI, elementBytes, stack.spare().displacement() + 8);
        switch (elementBytes) {
            case 4 -> {
                a.mov32(RAX, from);
                a.mov32(to, RAX);
            }
            case 2 -> {
                a.movzx16(RAX, from);
                a.mov16(to, RAX);
            }
            default -> {
                a.movzx8(RAX, from);
                a.mov8(to, RAX);
            }
        }
        a.add(RSI, 1);
        a.cmp(RSI, DIMENSIONS_LEFT);
        a.jump(Condition.LESS, loop);
        a.pop(RSI);
        load(value(0), this::loadAll, stack.spare(), 0);
        add(1);
    }
}
