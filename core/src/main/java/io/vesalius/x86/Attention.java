package io.vesalius.x86;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.AttentionTask;
import io.vesalius.kernel.CacheView;
import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.HeadLayout;
import io.vesalius.x86.asm.Assembler;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Attention over a segment of positions, tile by tile: each tile's keys and values serve the task's
 * rows and the heads of its group, a few queries a call. Queries that see a whole tile go together
 * whatever their row; where a mask cuts through the tile, those of one row.
 */
final class Attention {
    private static final int TILE = AttentionShape.TILE;
    private static final int GROUP = HeadLayout.GROUP;

    /** Of a tile, from which its keys and values are widened once for all. */
    private static final int MANY_QUERIES = 24;

    /** Kernels by {@link #kind} and number of queries from 1. */
    private final List<List<LazyCode>> kernels = new ArrayList<>();

    /** By type of the cache. */
    private final List<LazyCode> widen = new ArrayList<>();

    private final LazyCode start;
    private final LazyCode merge;
    private final LazyCode finish;
    private final Isa isa;
    private final Abi abi;

    /** A thread's frame and table of queries, which grows. */
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    private static final class Scratch {
        private MemorySegment frame = Arena.ofAuto().allocate(AttentionFrame.BYTES, 64);
        private MemorySegment nextFrame = Arena.ofAuto().allocate(AttentionFrame.BYTES, 64);
        private final MemorySegment wideFrame = Arena.ofAuto().allocate(AttentionFrame.BYTES, 64);
        private MemorySegment wide = MemorySegment.NULL;
        private MemorySegment queries = Arena.ofAuto().allocate(64L * AttendCode.ENTRY, 64);

        /** The frame of a tile that was widened, in memory that is its own. */
        void widened(final AttentionShape shape) {
            if (wide.byteSize() < WidenCode.bytes(shape)) {
                wide = Arena.ofAuto().allocate(WidenCode.bytes(shape), 64);
            }
            final long keyBytes = 4L * GROUP * shape.keyDim();
            final long valueBytes = 4L * GROUP * shape.valueDim();
            final long values = wide.address() + TILE / GROUP * keyBytes;
            for (int group = 0; group < TILE / GROUP; group++) {
                final long key = wide.address() + group * keyBytes;
                wideFrame.set(JAVA_LONG, AttentionFrame.key(group), key);
                wideFrame.set(JAVA_LONG, AttentionFrame.nextKey(group), key);
                wideFrame.set(JAVA_LONG, AttentionFrame.value(group), values + group * valueBytes);
            }
            wideFrame.set(JAVA_LONG, AttentionFrame.KEYS_TO_VALUES, TILE / GROUP * keyBytes);
        }

        /** What was placed for the next tile is this one's. */
        void turn() {
            final MemorySegment earlier = frame;
            frame = nextFrame;
            nextFrame = earlier;
        }

        MemorySegment queries(final int count) {
            if (queries.byteSize() < (long) count * AttendCode.ENTRY) {
                queries = Arena.ofAuto().allocate((long) count * AttendCode.ENTRY, 64);
            }
            return queries;
        }
    }

    Attention(final Isa isa, final Abi abi) {
        this.isa = isa;
        this.abi = abi;
        start = code(a -> new MergeCode(new Lanes(isa, a), a).start());
        merge = code(a -> new MergeCode(new Lanes(isa, a), a).merge());
        finish = code(a -> new MergeCode(new Lanes(isa, a), a).finish());
        for (final CacheType type : CacheType.values()) {
            widen.add(code(a -> new WidenCode(new Lanes(isa, a), a, type).emit()));
            for (final boolean capped : new boolean[] {false, true}) {
                kernels.add(ofType(type, capped, false));
                kernels.add(ofType(type, capped, true));
            }
        }
    }

    private static int kind(final AttentionTask task, final CacheType type) {
        final int capped = task.shape().softCap() == 0 ? 0 : 2;
        return 4 * type.ordinal() + capped + (task.cache().countsMasses() ? 1 : 0);
    }

    private LazyCode code(final Consumer<Assembler> body) {
        return new LazyCode(abi, body);
    }

    private List<LazyCode> ofType(
            final CacheType type, final boolean capped, final boolean counting) {
        return IntStream.rangeClosed(1, AttendCode.mostQueries(type))
                .mapToObj(
                        queries ->
                                code(
                                        a ->
                                                new AttendCode(new Lanes(isa, a), a, type, queries)
                                                        .emit(capped, counting)))
                .toList();
    }

    void attend(final AttentionTask task) {
        final Scratch mine = scratch.get();
        final AttentionShape shape = task.shape();
        final int count = task.rowCount() * shape.groupSize();
        final MemorySegment queries = mine.queries(count);
        fill(task, queries);
        final long bytes = task.resultBytes();
        start.callBriefly(
                Addresses.of(task.partial(), task.partialAt(), count * bytes),
                count,
                bytes,
                0,
                0,
                0);
        describe(task, mine.frame);
        describe(task, mine.nextFrame);
        if (widens(task)) {
            describe(task, mine.wideFrame);
            mine.widened(shape);
        }
        tiles(task, mine, queries);
        Addresses.keep(task, mine);
    }

    /**
     * Whether a tile's queries are so many that widening once for all spares more than it takes.
     */
    private static boolean widens(final AttentionTask task) {
        return task.rowCount() * task.shape().groupSize() >= MANY_QUERIES
                && WidenCode.serves(task.cache().keys().type(), task.shape());
    }

    private static void describe(final AttentionTask task, final MemorySegment frame) {
        final AttentionShape shape = task.shape();
        final CacheView cache = task.cache();
        frame.set(JAVA_LONG, AttentionFrame.KEY_DIM, shape.keyDim());
        frame.set(JAVA_LONG, AttentionFrame.VALUE_DIM, shape.valueDim());
        frame.set(JAVA_FLOAT, AttentionFrame.SCALE, shape.scale());
        frame.set(JAVA_FLOAT, AttentionFrame.CAP, shape.softCap());
        frame.set(JAVA_LONG, AttentionFrame.PAGES, task.pagesAt(0, 0) - task.resultAt(0, 0));
        frame.set(
                JAVA_LONG,
                AttentionFrame.KEYS_TO_VALUES,
                cache.valueHeadAt(0, task.kvHead()) - cache.keyHeadAt(0, task.kvHead()));
    }

    /** The tiles that are seen; each but the first is placed while the one before it is. */
    private void tiles(
            final AttentionTask task, final Scratch scratch, final MemorySegment queries) {
        final int last = task.firstPosition() + task.rowCount() - 1;
        final int from = Math.max(task.from(), task.shape().firstVisible(task.firstPosition()));
        final int to = Math.min(task.to(), last + 1);
        if (from >= to) {
            return;
        }
        int tile = from - (from - task.from()) % TILE;
        place(task, tile, from, to, scratch.frame);
        for (; tile < to; tile += TILE) {
            final int next = tile + TILE;
            if (next < to) {
                place(task, next, from, to, scratch.nextFrame);
            }
            announce(next < to ? scratch.nextFrame : scratch.frame, scratch.frame);
            if (widens(task)) {
                widen.get(task.cache().keys().type().ordinal())
                        .callBriefly(scratch.frame.address(), scratch.wide.address(), 0, 0, 0, 0);
                tile(task, tile, scratch.wideFrame, queries);
            } else {
                tile(task, tile, scratch.frame, queries);
            }
            scratch.turn();
        }
    }

    /** Tells a frame where the keys of the next one are. */
    private static void announce(final MemorySegment next, final MemorySegment frame) {
        for (int group = 0; group < TILE / GROUP; group++) {
            frame.set(
                    JAVA_LONG,
                    AttentionFrame.nextKey(group),
                    next.get(JAVA_LONG, AttentionFrame.key(group)));
        }
    }

    /** Addresses of queries and results, in the order of rows, then heads. */
    private static void fill(final AttentionTask task, final MemorySegment queries) {
        final AttentionShape shape = task.shape();
        final long queryBytes = 4L * shape.keyDim();
        final long resultBytes = task.resultBytes();
        long at = 0;
        for (int row = 0; row < task.rowCount(); row++) {
            for (int head = 0; head < shape.groupSize(); head++) {
                final long query = Addresses.of(task.query(), task.queryOf(row, head), queryBytes);
                final long result =
                        Addresses.of(task.partial(), task.resultAt(row, head), resultBytes);
                queries.set(JAVA_LONG, at, query);
                queries.set(JAVA_LONG, at + 8, result);
                at += AttendCode.ENTRY;
            }
        }
    }

    private void tile(
            final AttentionTask task,
            final int tile,
            final MemorySegment frame,
            final MemorySegment queries) {
        final int end = Math.min(tile + TILE, task.to());
        final long pagesBefore = ((long) tile - task.from()) / AttentionShape.PAGE;
        frame.set(JAVA_LONG, AttentionFrame.TILE_PAGES, 4 * pagesBefore);
        int row = 0;
        while (row < task.rowCount()) {
            final int from = from(task, row, tile);
            final int to = to(task, row, end);
            int next = row + 1;
            if (from < to) {
                if (from == tile && to == end) {
                    while (next < task.rowCount()
                            && from(task, next, tile) == from
                            && to(task, next, end) == to) {
                        next++;
                    }
                }
                queries(task, row, next, from - tile, to - tile, frame, queries);
            }
            row = next;
        }
    }

    private static int from(final AttentionTask task, final int row, final int tile) {
        return Math.max(tile, task.shape().firstVisible(task.firstPosition() + row));
    }

    private static int to(final AttentionTask task, final int row, final int end) {
        return Math.min(end, task.firstPosition() + row + 1);
    }

    /**
     * The addresses of groups that are seen, between `from` and `to`; the others' are one of
     * theirs, so that they exist.
     */
    private static void place(
            final AttentionTask task,
            final int tile,
            final int from,
            final int to,
            final MemorySegment frame) {
        final int firstSeen = Math.max(tile, from);
        final int lastSeen = Math.min(tile + TILE, to) - 1;
        final CacheView cache = task.cache();
        final HeadLayout keys = cache.keys();
        final HeadLayout values = cache.values();
        for (int group = 0; group < TILE / GROUP; group++) {
            final int first = firstSeen - Math.floorMod(firstSeen, GROUP);
            final int lastGroup = lastSeen - Math.floorMod(lastSeen, GROUP);
            final int position = Math.clamp(tile + group * GROUP, first, lastGroup);
            final int slot = position % keys.pageTokens();
            final int page = task.page(position);
            final long key =
                    Addresses.of(
                            cache.memory(), cache.keyHeadAt(page, task.kvHead()), keys.bytes());
            final long value =
                    Addresses.of(
                            cache.memory(), cache.valueHeadAt(page, task.kvHead()), values.bytes());
            frame.set(JAVA_LONG, AttentionFrame.key(group), key + keys.keyAt(slot, 0));
            frame.set(JAVA_LONG, AttentionFrame.value(group), value + values.valueAt(slot, 0));
            frame.set(
                    JAVA_LONG,
                    AttentionFrame.valueScale(group),
                    value + values.valueScaleAt(slot, 0));
        }
    }

    /** The queries of some rows, which see the same positions of the tile. */
    private void queries(
            final AttentionTask task,
            final int fromRow,
            final int toRow,
            final int from,
            final int to,
            final MemorySegment frame,
            final MemorySegment queries) {
        frame.set(JAVA_LONG, AttentionFrame.FROM, from);
        frame.set(JAVA_LONG, AttentionFrame.TO, to);
        frame.set(JAVA_FLOAT, AttentionFrame.FROM_F32, from);
        frame.set(JAVA_FLOAT, AttentionFrame.TO_F32, to);
        final int groupSize = task.shape().groupSize();
        final CacheType type = widens(task) ? CacheType.F32 : task.cache().keys().type();
        final List<LazyCode> code = kernels.get(kind(task, type));
        final int first = fromRow * groupSize;
        final int count = (toRow - fromRow) * groupSize;
        final int calls = Math.ceilDiv(count, code.size());
        for (int call = 0; call < calls; call++) {
            final int begin = count * call / calls;
            final int size = count * (call + 1) / calls - begin;
            code.get(size - 1)
                    .callBriefly(
                            frame.address(),
                            queries.address() + (long) (first + begin) * AttendCode.ENTRY,
                            0,
                            0,
                            0,
                            0);
        }
    }

    void merge(
            final MemorySegment into,
            final long intoAt,
            final MemorySegment next,
            final long nextAt,
            final int valueDim) {
        final long bytes = AttentionTask.partialBytes(valueDim);
        final long to = Addresses.of(into, intoAt, bytes);
        final long from = Addresses.of(next, nextAt, bytes);
        final float m1 = into.get(JAVA_FLOAT_UNALIGNED, intoAt);
        final float m2 = next.get(JAVA_FLOAT_UNALIGNED, nextAt);
        if (m2 == Float.NEGATIVE_INFINITY) {
            return;
        }
        if (m1 == Float.NEGATIVE_INFINITY) {
            MemorySegment.copy(next, nextAt, into, intoAt, bytes);
            return;
        }
        final int m = Float.floatToRawIntBits(Math.max(m1, m2));
        merge.callBriefly(to, from, valueDim, m, 0, 0);
        Addresses.keep(into, next);
    }

    void finish(
            final MemorySegment partial,
            final long partialAt,
            final int valueDim,
            final MemorySegment y,
            final long yAt) {
        finish.callBriefly(
                Addresses.of(partial, partialAt, AttentionTask.partialBytes(valueDim)),
                valueDim,
                Addresses.of(y, yAt, 4L * valueDim),
                0,
                0,
                0);
        Addresses.keep(partial, y);
    }
}
