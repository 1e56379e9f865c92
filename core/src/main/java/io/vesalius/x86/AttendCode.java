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

import io.vesalius.kernel.AttentionShape;
import io.vesalius.tensor.CacheType;
import io.vesalius.x86.Lanes.Each;
import io.vesalius.x86.Lanes.Same;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Label;

/**
 * Some queries over one tile of positions, and then as many others: (an {@link AttentionFrame}, the
 * first query's entry in the table of queries, how often). All see the same positions of the tile,
 * so that each key and value that is loaded and widened serves some queries. Scores go to the
 * stack, {@link SoftmaxCode} makes weights of them, {@link ValueCode} adds the values.
 *
 * <p>A page may lie anywhere, and is too short for the processor to see where reading goes: so the
 * tile's values are asked for while its keys are read, and the next tile's keys with the values.
 */
final class AttendCode {
    /** Bytes of an entry in the table of queries: addresses of a query and of its result. */
    static final int ENTRY = 16;

    private static final int TILE = AttentionShape.TILE;
    private static final Gpr[] QUERIES = {RBX, RBP, R12, R13, R14, R15};
    private static final Gpr[] KEYS = {R8, R9, R10, R11};
    private static final Gpr QUERY_OFFSET = RAX;
    private static final Gpr KEY_OFFSET = RCX;
    private static final Gpr LAST_QUERY = QUERIES[5];
    private static final int BLOCK = 32;

    private final Lanes l;
    private final Assembler a;
    private final CacheType type;
    private final boolean widened;
    private final int queries;
    private final int groups;

    /**
     * @param widened whether keys and values are in the caches, as {@link WidenCode} leaves them
     * @param queries how many, at most {@link #mostQueries}
     */
    AttendCode(
            final Lanes lanes,
            final Assembler a,
            final CacheType type,
            final boolean widened,
            final int queries) {
        l = lanes;
        this.a = a;
        this.type = type;
        this.widened = widened;
        this.queries = queries;
        groups = lanes.wide() ? TILE / Lanes.COUNT : 1;
    }

    static int mostQueries(final CacheType type) {
        return type == CacheType.Q8_0 ? 5 : 6;
    }

    /**
     * @param capped whether scores have a soft cap
     * @param counting whether results have their pages' parts of l
     */
    void emit(final boolean capped, final boolean counting) {
        final StackFrame stack = new StackFrame(queries);
        a.sub(RSP, stack.bytes());
        a.mov(stack.turns(), RDX);
        final Label loop = a.here();
        a.mov(stack.entry(), RSI);
        scores();
        new SoftmaxCode(l, a, stack, capped, counting).emit();
        new ValueCode(l, a, type, widened, stack).emit();
        a.mov(RSI, stack.entry());
        a.add(RSI, ENTRY * queries);
        a.mov(RDX, stack.turns());
        a.dec(RDX);
        a.mov(stack.turns(), RDX);
        a.jump(Condition.NOT_EQUAL, loop);
        a.add(RSP, stack.bytes());
    }

    private V sum(final int query, final int group) {
        return new V(query * groups + group);
    }

    private V key(final int group) {
        return new V(l.wide() ? 24 + group : type == CacheType.Q8_0 ? 5 : 6);
    }

    private V query() {
        return l.wide() ? new V(28) : Lanes.SPREAD;
    }

    /** Scales of Q8_0 keys: in the accumulators that a fifth query leaves. */
    private V scale(final int group) {
        return new V(l.wide() ? 20 + group : 6);
    }

    private void scores() {
        for (int query = 0; query < queries; query++) {
            a.mov(QUERIES[query], RSI.at(ENTRY * query));
        }
        for (int group = 0; group < TILE / Lanes.COUNT; group += groups) {
            for (int i = 0; i < groups; i++) {
                a.mov(KEYS[i], RDI.at(AttentionFrame.key(group + i)));
            }
            pass();
            for (int query = 0; query < queries; query++) {
                for (int i = 0; i < groups; i++) {
                    final int lane = Lanes.COUNT * (group + i);
                    l.store(StackFrame.score(query, lane), sum(query, i));
                }
            }
        }
    }

    /** Dot products in order of the head's dimensions. */
    private void pass() {
        for (int i = 0; i < queries * groups; i++) {
            l.zero(new V(i));
        }
        a.clear(QUERY_OFFSET);
        a.clear(KEY_OFFSET);
        a.mov(RDX, RDI.at(AttentionFrame.KEY_DIM));
        if (type == CacheType.Q8_0) {
            a.mov(toValues(), RDI.at(AttentionFrame.KEYS_TO_VALUES));
            blocks();
        } else {
            a.push(RSI);
            a.mov(toValues(), RDI.at(AttentionFrame.KEYS_TO_VALUES));
            dimensions();
            a.pop(RSI);
        }
    }

    /** Holds how far values lie behind keys, and then what that is from the current dimension. */
    private Gpr toValues() {
        return type == CacheType.Q8_0 ? LAST_QUERY : RSI;
    }

    /** Q8_0: there is a scale for every 32 dimensions; rsi and rdi wait on the stack. */
    private void blocks() {
        final Label part = new Label();
        a.push(RSI);
        a.push(RDI);
        a.mov(RSI, RDX);
        a.shl(RDX, 4);
        a.mov(RDI, RDX);
        final Label loop = a.here();
        for (int i = 0; i < groups; i++) {
            l.op(VCVTPH2PS, scale(i), new Each(Address.at(KEYS[i], RDI, 1, 0)));
        }
        a.add(RDI, 2 * Lanes.COUNT);
        a.mov(RDX, BLOCK);
        a.cmp(RSI, BLOCK);
        a.jump(Condition.GREATER_OR_EQUAL, part);
        a.mov(RDX, RSI);
        a.place(part);
        a.sub(RSI, RDX);
        dimensions();
        a.test(RSI, RSI);
        a.jump(Condition.NOT_EQUAL, loop);
        a.pop(RDI);
        a.pop(RSI);
    }

    /** rdx dimensions. */
    private void dimensions() {
        // Two groups lie side by side in a page: what one asks for, at twice the pace, is both's.
        final int together = Math.min(2, groups);
        final Label loop = a.here();
        for (int i = 0; i < groups; i++) {
            loadKey(i);
            if (i % together == 0 && !widened) {
                a.prefetcht1(Address.at(KEYS[i], toValues(), 1, 0));
            }
        }
        for (int query = 0; query < queries; query++) {
            final Address element = Address.at(QUERIES[query], QUERY_OFFSET, 1, 0);
            final Same q = l.spread(query(), element);
            for (int i = 0; i < groups; i++) {
                l.op(VFMADD231PS, sum(query, i), key(i), q);
            }
        }
        a.add(QUERY_OFFSET, 4);
        a.add(KEY_OFFSET, elementBytes() * Lanes.COUNT);
        a.add(toValues(), together * elementBytes() * Lanes.COUNT);
        a.dec(RDX);
        a.jump(Condition.NOT_EQUAL, loop);
    }

    private int elementBytes() {
        return type == CacheType.F32 ? 4 : type == CacheType.F16 ? 2 : 1;
    }

    private void loadKey(final int group) {
        final Each from = new Each(Address.at(KEYS[group], KEY_OFFSET, 1, 0));
        switch (type) {
            case F32 -> l.op(VMOVUPS, key(group), from);
            case F16 -> l.op(VCVTPH2PS, key(group), from);
            case Q8_0 -> {
                l.op(VPMOVSXBD, key(group), from);
                l.op(VCVTDQ2PS, key(group), key(group));
                l.op(VMULPS, key(group), key(group), scale(group));
            }
        }
    }
}
