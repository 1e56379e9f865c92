package io.vesalius.x86;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.AttentionTask;
import io.vesalius.tensor.CacheType;
import io.vesalius.x86.asm.Assembler;

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

    /** Of a tile, from which its keys and values are widened once for all. */
    private static final int MANY_QUERIES = 24;

    /** The number of those whose keys and values are widened before, after the types' own. */
    private static final int WIDENED = CacheType.values().length;

    /** Kernels by {@link #kind} and number of queries from 1. */
    private final List<List<LazyCode>> kernels = new ArrayList<>();

    /** By type of the cache. */
    private final List<LazyCode> widen = new ArrayList<>();

    private final LazyCode start;
    private final LazyCode merge;
    private final LazyCode finish;
    private final Isa isa;
    private final Abi abi;

    /** What a thread tells the kernels. */
    private final ThreadLocal<AttentionTable> tables = ThreadLocal.withInitial(AttentionTable::new);

    Attention(final Isa isa, final Abi abi) {
        this.isa = isa;
        this.abi = abi;
        start = code(a -> new MergeCode(new Lanes(isa, a), a).start());
        merge = code(a -> new MergeCode(new Lanes(isa, a), a).merge());
        finish = code(a -> new MergeCode(new Lanes(isa, a), a).finish());
        for (final CacheType type : CacheType.values()) {
            widen.add(code(a -> new WidenCode(new Lanes(isa, a), a, type).emit()));
            addKernels(type, false);
        }
        addKernels(CacheType.F32, true);
    }

    private void addKernels(final CacheType type, final boolean widened) {
        for (final boolean capped : new boolean[] {false, true}) {
            for (final boolean counting : new boolean[] {false, true}) {
                kernels.add(byQueries(type, widened, capped, counting));
            }
        }
    }

    private static int kind(final AttentionTask task, final boolean widened) {
        final int type = widened ? WIDENED : task.cache().keys().type().ordinal();
        final int capped = task.shape().softCap() == 0 ? 0 : 2;
        return 4 * type + capped + (task.cache().countsMasses() ? 1 : 0);
    }

    private LazyCode code(final Consumer<Assembler> body) {
        return new LazyCode(abi, body);
    }

    private List<LazyCode> byQueries(
            final CacheType type,
            final boolean widened,
            final boolean capped,
            final boolean counting) {
        return IntStream.rangeClosed(1, AttendCode.mostQueries(type))
                .mapToObj(
                        count -> code(a -> kernel(a, type, widened, count).emit(capped, counting)))
                .toList();
    }

    private AttendCode kernel(
            final Assembler a, final CacheType type, final boolean widened, final int queries) {
        return new AttendCode(new Lanes(isa, a), a, type, widened, queries);
    }

    void attend(final AttentionTask task) {
        final int count = task.rowCount() * task.shape().groupSize();
        final long bytes = task.resultBytes();
        start.callBriefly(
                Addresses.of(task.partial(), task.partialAt(), count * bytes),
                count,
                bytes,
                0,
                0,
                0);
        final int last = task.firstPosition() + task.rowCount() - 1;
        final int from = Math.max(task.from(), task.shape().firstVisible(task.firstPosition()));
        final int to = Math.min(task.to(), last + 1);
        if (from >= to) {
            return;
        }
        final int firstTile = from - (from - task.from()) % TILE;
        final int tiles = Math.ceilDiv(to - firstTile, TILE);
        final AttentionTable table = tables.get();
        final boolean widens = widens(task);
        table.write(task, firstTile, tiles, from, to, widens);
        final CacheType type = task.cache().keys().type();
        final List<LazyCode> code = kernels.get(kind(task, widens));
        for (int tile = 0; tile < tiles; tile++) {
            if (widens) {
                widen.get(type.ordinal()).callBriefly(table.frame(tile), table.wide(), 0, 0, 0, 0);
            }
            final int told = widens ? tiles + tile : tile;
            tile(task, firstTile + tile * TILE, table, told, code);
        }
        Addresses.keep(task, table);
    }

    /**
     * Whether a tile's queries are so many that widening once for all spares more than it takes.
     */
    private static boolean widens(final AttentionTask task) {
        return task.rowCount() * task.shape().groupSize() >= MANY_QUERIES
                && WidenCode.serves(task.cache().keys().type(), task.shape());
    }

    private static void tile(
            final AttentionTask task,
            final int start,
            final AttentionTable table,
            final int tile,
            final List<LazyCode> code) {
        final int end = Math.min(start + TILE, task.to());
        int row = 0;
        while (row < task.rowCount()) {
            final int from = AttentionTable.from(task, row, start);
            final int to = AttentionTable.to(task, row, end);
            int next = row + 1;
            if (from < to) {
                if (from == start && to == end) {
                    while (next < task.rowCount()
                            && AttentionTable.from(task, next, start) == from
                            && AttentionTable.to(task, next, end) == to) {
                        next++;
                    }
                }
                table.see(tile, from - start, to - start);
                queries(task, row, next, table.frame(tile), table, code);
            }
            row = next;
        }
    }

    /** The queries of some rows, which see the same positions of the tile. */
    private static void queries(
            final AttentionTask task,
            final int fromRow,
            final int toRow,
            final long frame,
            final AttentionTable table,
            final List<LazyCode> code) {
        final int groupSize = task.shape().groupSize();
        final int first = fromRow * groupSize;
        final int count = (toRow - fromRow) * groupSize;
        final int turns = Math.ceilDiv(count, code.size());
        final int size = count / turns;
        final int larger = count % turns; // turns with one query more
        final int others = first + larger * (size + 1);
        if (larger > 0) {
            code.get(size).callBriefly(frame, table.query(first), larger, 0, 0, 0);
        }
        code.get(size - 1).callBriefly(frame, table.query(others), turns - larger, 0, 0, 0);
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
