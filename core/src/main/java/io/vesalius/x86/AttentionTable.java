package io.vesalius.x86;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.AttentionTask;
import io.vesalius.kernel.CacheView;
import io.vesalius.tensor.HeadLayout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What the kernels are told of a task: where its queries and results are, then an {@link
 * AttentionFrame} for each tile. It is put together in an array and copied at once: a store to a
 * memory segment costs a hundred times one to an array until the JIT has compiled it, and there are
 * a hundred of them for each head of a token.
 */
final class AttentionTable {
    private static final int TILE = AttentionShape.TILE;
    private static final int GROUP = HeadLayout.GROUP;
    private static final int GROUPS = TILE / GROUP;
    private static final int LINE = 8; // longs
    private static final int FRAME = roundUp(AttentionFrame.BYTES / Long.BYTES);
    private static final int ENTRY = AttendCode.ENTRY / Long.BYTES;
    private static final int SEEN = 3; // longs that tell what is seen of a tile

    private long[] longs = new long[0];
    private MemorySegment memory = MemorySegment.NULL;
    private MemorySegment wide = MemorySegment.NULL; // a tile's keys and values as f32
    private int frames; // where they start

    /**
     * Tells of a task and of some tiles of it.
     *
     * @param from the first position that some row sees
     * @param to the end of these
     * @param widens whether each tile has another frame, as far behind its own as there are tiles,
     *     of its keys and values widened to f32
     */
    void write(
            final AttentionTask task,
            final int firstTile,
            final int tiles,
            final int from,
            final int to,
            final boolean widens) {
        final int count = task.rowCount() * task.shape().groupSize();
        frames = roundUp(count * ENTRY);
        final int length = frames + (widens ? 2 : 1) * tiles * FRAME;
        if (longs.length < length) {
            longs = new long[length];
            memory = Arena.ofAuto().allocate((long) length * Long.BYTES, 64);
        }
        queries(task);
        describe(task, firstTile, tiles, 0);
        place(task, firstTile, tiles, from, to);
        announce(tiles);
        if (widens) {
            describe(task, firstTile, tiles, tiles);
            widen(task.shape(), tiles);
        }
        MemorySegment.copy(longs, 0, memory, JAVA_LONG, 0, length);
    }

    private static int roundUp(final int count) {
        return Math.ceilDiv(count, LINE) * LINE;
    }

    /** Addresses of queries and results, in the order of rows, then heads. */
    private void queries(final AttentionTask task) {
        final AttentionShape shape = task.shape();
        final int groupSize = shape.groupSize();
        final long queryBytes = 4L * shape.keyDim();
        final long resultBytes = task.resultBytes();
        final long results = (long) groupSize * task.rowCount() * resultBytes;
        long result = Addresses.of(task.partial(), task.resultAt(0, 0), results);
        int at = 0;
        for (int row = 0; row < task.rowCount(); row++) {
            final long first = task.queryOf(row, 0);
            final long query = Addresses.of(task.query(), first, groupSize * queryBytes);
            for (int head = 0; head < groupSize; head++) {
                longs[at] = query + head * queryBytes;
                longs[at + 1] = result;
                result += resultBytes;
                at += ENTRY;
            }
        }
    }

    private void describe(
            final AttentionTask task, final int firstTile, final int tiles, final int behind) {
        final AttentionShape shape = task.shape();
        final CacheView cache = task.cache();
        final long floats = pair(shape.scale(), shape.softCap());
        final long pages = task.pagesAt(0, 0) - task.resultAt(0, 0);
        final long keysToValues =
                cache.valueHeadAt(0, task.kvHead()) - cache.keyHeadAt(0, task.kvHead());
        for (int tile = 0; tile < tiles; tile++) {
            final int start = firstTile + tile * TILE;
            final int frame = frames + (behind + tile) * FRAME;
            put(frame, AttentionFrame.KEY_DIM, shape.keyDim());
            put(frame, AttentionFrame.VALUE_DIM, shape.valueDim());
            put(frame, AttentionFrame.SCALE, floats);
            put(frame, AttentionFrame.PAGES, pages);
            put(
                    frame,
                    AttentionFrame.TILE_PAGES,
                    4L * ((start - task.from()) / AttentionShape.PAGE));
            put(frame, AttentionFrame.KEYS_TO_VALUES, keysToValues);
            final int end = Math.min(start + TILE, task.to());
            putSeen(frame, from(task, 0, start) - start, to(task, 0, end) - start);
        }
    }

    /**
     * The addresses of groups that are seen, between `from` and `to`; the others' are one of
     * theirs, so that they exist.
     */
    private void place(
            final AttentionTask task,
            final int firstTile,
            final int tiles,
            final int from,
            final int to) {
        final CacheView cache = task.cache();
        final MemorySegment memory = cache.memory();
        final HeadLayout keys = cache.keys();
        final HeadLayout values = cache.values();
        final long pageBytes = cache.pageBytes();
        final long keyHead = cache.keyHeadAt(0, task.kvHead());
        final long valueHead = cache.valueHeadAt(0, task.kvHead());
        final long keyBytes = keys.bytes();
        final long valueBytes = values.bytes();
        final int pageTokens = keys.pageTokens();
        for (int tile = 0; tile < tiles; tile++) {
            final int start = firstTile + tile * TILE;
            final int first = Math.max(start, from) & -GROUP;
            final int last = (Math.min(start + TILE, to) - 1) & -GROUP;
            for (int group = 0; group < GROUPS; group++) {
                final int position = Math.clamp(start + group * GROUP, first, last);
                final int slot = position % pageTokens;
                final long page = task.page(position) * pageBytes;
                final long key = Addresses.of(memory, page + keyHead, keyBytes);
                final long value = Addresses.of(memory, page + valueHead, valueBytes);
                final int frame = frames + tile * FRAME;
                put(frame, AttentionFrame.key(group), key + keys.keyAt(slot, 0));
                put(frame, AttentionFrame.value(group), value + values.valueAt(slot, 0));
                put(frame, AttentionFrame.valueScale(group), value + values.valueScaleAt(slot, 0));
            }
        }
    }

    /** Tells each frame where the keys of the next one are, the last where its own are. */
    private void announce(final int tiles) {
        for (int tile = 0; tile < tiles; tile++) {
            final int frame = frames + tile * FRAME;
            final int next = tile + 1 < tiles ? frame + FRAME : frame;
            for (int group = 0; group < GROUPS; group++) {
                put(
                        frame,
                        AttentionFrame.nextKey(group),
                        longs[next + AttentionFrame.key(group) / Long.BYTES]);
            }
        }
    }

    /** Tells the other frames of the memory that one tile after another is widened to. */
    private void widen(final AttentionShape shape, final int tiles) {
        if (wide.byteSize() < WidenCode.bytes(shape)) {
            wide = Arena.ofAuto().allocate(WidenCode.bytes(shape), 64);
        }
        final long keyBytes = 4L * GROUP * shape.keyDim();
        final long valueBytes = 4L * GROUP * shape.valueDim();
        final long values = wide.address() + GROUPS * keyBytes;
        for (int tile = tiles; tile < 2 * tiles; tile++) {
            final int frame = frames + tile * FRAME;
            for (int group = 0; group < GROUPS; group++) {
                put(frame, AttentionFrame.key(group), wide.address() + group * keyBytes);
                put(frame, AttentionFrame.value(group), values + group * valueBytes);
            }
        }
    }

    private void put(final int frame, final int field, final long value) {
        longs[frame + field / Long.BYTES] = value;
    }

    private void putSeen(final int frame, final int from, final int to) {
        put(frame, AttentionFrame.FROM, from);
        put(frame, AttentionFrame.TO, to);
        put(frame, AttentionFrame.FROM_F32, pair(from, to));
    }

    /** Two floats that lie side by side. */
    private static long pair(final float first, final float second) {
        return Integer.toUnsignedLong(Float.floatToRawIntBits(first))
                | (long) Float.floatToRawIntBits(second) << Integer.SIZE;
    }

    /** Tells a tile what the next queries see of it; at first it knows that of the first row. */
    void see(final int tile, final int from, final int to) {
        final int frame = frames + tile * FRAME;
        final int at = frame + AttentionFrame.FROM / Long.BYTES;
        if (longs[at] != from || longs[frame + AttentionFrame.TO / Long.BYTES] != to) {
            putSeen(frame, from, to);
            MemorySegment.copy(longs, at, memory, JAVA_LONG, (long) at * Long.BYTES, SEEN);
        }
    }

    /** The address of a tile's frame. */
    long frame(final int tile) {
        return memory.address() + (long) (frames + tile * FRAME) * Long.BYTES;
    }

    /** Where a tile's keys and values are widened to. */
    long wide() {
        return wide.address();
    }

    /** The address of a query's entry. */
    long query(final int index) {
        return memory.address() + (long) index * AttendCode.ENTRY;
    }

    /** The first position of a tile that a row sees, or some after its end. */
    static int from(final AttentionTask task, final int row, final int tile) {
        return Math.max(tile, task.shape().firstVisible(task.firstPosition() + row));
    }

    /** The end of what a row sees of a tile that ends at `end`. */
    static int to(final AttentionTask task, final int row, final int end) {
        return Math.min(end, task.firstPosition() + row + 1);
    }
}
