package io.vesalius.x86;

import io.vesalius.kernel.Matrix;
import io.vesalius.tensor.DType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * How a tile of sixteen rows lies in memory: the file's blocks, one after another, of which each
 * field's numbers are interleaved by rows, so that a vector holds the same number of sixteen rows.
 * The bytes are the file's, in another order (fifth bits: within their word too).
 */
final class TileLayout {
    private static final int ROWS = Matrix.TILE_ROWS;
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Every fourth bit: those of the first bytes of groups of four elements. */
    private static final int EVERY_FOURTH = 0x11111111;

    /** What a field's numbers are. */
    enum Kind {
        BYTE(1),
        HALF(2),
        /** Four bytes of consecutive elements. */
        WORD(4),
        /** 32 bits of consecutive elements; bit j of byte i becomes that of element 4j + i. */
        BITS(4);

        private final int bytes;

        Kind(final int bytes) {
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }
    }

    /**
     * Some of a block's bytes.
     *
     * @param from where in the file's block they start
     * @param kind what they are
     * @param count how many numbers
     */
    record Field(int from, Kind kind, int count) {
        int bytes() {
            return count * step();
        }

        /** From a row's number to the same row's next one, in the tile. */
        int step() {
            return kind.bytes * ROWS;
        }
    }

    private final DType type;

    /** An array: going through it makes no object. */
    private final Field[] fields;

    TileLayout(final DType type, final Field... fields) {
        this.type = type;
        this.fields = fields.clone();
        if (Arrays.stream(fields).mapToInt(Field::bytes).sum() != bytes()) {
            throw new IllegalArgumentException("a layout of " + type + " that isn't its size");
        }
    }

    DType type() {
        return type;
    }

    List<Field> fields() {
        return List.of(fields);
    }

    /** Whether numbers only change places, which {@link PackCode} does. */
    boolean onlyMoves() {
        return Arrays.stream(fields).noneMatch(field -> field.kind() == Kind.BITS);
    }

    /** Bytes of sixteen rows' blocks. */
    int bytes() {
        return ROWS * type.blockBytes();
    }

    /** Where in those a field starts. */
    int at(final int field) {
        return Arrays.stream(fields).limit(field).mapToInt(Field::bytes).sum();
    }

    /** Interleaves up to sixteen rows of the file. */
    void pack(
            final int columns, final MemorySegment raw, final int rows, final MemorySegment tile) {
        final long rowBytes = type.rowBytes(columns);
        for (int block = 0; block < columns / type.blockSize(); block++) {
            final long from = (long) block * type.blockBytes();
            long to = (long) block * bytes();
            for (final Field field : fields) {
                for (int row = 0; row < rows; row++) {
                    final long at = row * rowBytes + from + field.from();
                    pack(field, raw, at, tile, to + (long) row * field.kind().bytes);
                }
                to += field.bytes();
            }
        }
    }

    private static void pack(
            final Field field,
            final MemorySegment raw,
            final long from,
            final MemorySegment tile,
            final long to) {
        final int step = field.step();
        for (int i = 0; i < field.count(); i++) {
            final long target = to + (long) i * step;
            switch (field.kind()) {
                case BYTE ->
                        tile.set(
                                ValueLayout.JAVA_BYTE,
                                target,
                                raw.get(ValueLayout.JAVA_BYTE, from + i));
                case HALF -> tile.set(SHORT, target, raw.get(SHORT, from + 2L * i));
                case WORD -> tile.set(INT, target, raw.get(INT, from + 4L * i));
                case BITS -> tile.set(INT, target, spread(raw.get(INT, from + 4L * i)));
            }
        }
    }

    /** The file's bytes of one row of the tile that starts at `tileAt`. */
    void unpack(
            final int columns,
            final MemorySegment tiles,
            final long tileAt,
            final int row,
            final MemorySegment raw) {
        for (int block = 0; block < columns / type.blockSize(); block++) {
            long from = tileAt + (long) block * bytes();
            for (final Field field : fields) {
                final long to = (long) block * type.blockBytes() + field.from();
                unpack(field, tiles, from + (long) row * field.kind().bytes, raw, to);
                from += field.bytes();
            }
        }
    }

    private static void unpack(
            final Field field,
            final MemorySegment tile,
            final long from,
            final MemorySegment raw,
            final long to) {
        final int step = field.step();
        for (int i = 0; i < field.count(); i++) {
            final long source = from + (long) i * step;
            switch (field.kind()) {
                case BYTE ->
                        raw.set(
                                ValueLayout.JAVA_BYTE,
                                to + i,
                                tile.get(ValueLayout.JAVA_BYTE, source));
                case HALF -> raw.set(SHORT, to + 2L * i, tile.get(SHORT, source));
                case WORD -> raw.set(INT, to + 4L * i, tile.get(INT, source));
                case BITS -> raw.set(INT, to + 4L * i, gather(tile.get(INT, source)));
            }
        }
    }

    private static int spread(final int bits) {
        int spread = 0;
        for (int i = 0; i < 4; i++) {
            spread |= Integer.compress(bits, EVERY_FOURTH << i) << 8 * i;
        }
        return spread;
    }

    private static int gather(final int spread) {
        int bits = 0;
        for (int i = 0; i < 4; i++) {
            bits |= Integer.expand(spread >>> 8 * i & 255, EVERY_FOURTH << i);
        }
        return bits;
    }
}
