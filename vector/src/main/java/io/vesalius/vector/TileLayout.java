package io.vesalius.vector;

import io.vesalius.kernel.Matrix;
import io.vesalius.tensor.DType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * How the rows of a tile lie: interleaved by 32-bit words, so that a vector of words has a row in
 * each lane, `[group][unit][word][lane]`. The words are those of the file's blocks. Where a block
 * is no whole number of words (a lone F16 scale), a unit is as many blocks as make their headers
 * one word: first the headers, then the rest of each block.
 *
 * @param type the weights' type
 * @param headerBytes bytes at a block's start that are kept apart; 0 for none
 * @param unitBlocks blocks of a unit
 * @param blockWords words of a block without its header
 */
record TileLayout(DType type, int headerBytes, int unitBlocks, int blockWords) {
    private static final ValueLayout.OfInt WORD =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static TileLayout of(final DType type) {
        final int header =
                switch (type) {
                    case F16, BF16, Q8_0, Q4_0, Q5_0, IQ4_NL -> 2;
                    case MXFP4 -> 1;
                    default -> 0;
                };
        return new TileLayout(
                type,
                header,
                header == 0 ? 1 : 4 / header,
                Math.ceilDiv(type.blockBytes() - header, 4));
    }

    int unitWords() {
        return unitBlocks * blockWords + (headerBytes == 0 ? 0 : 1);
    }

    /** Elements of a unit in each row. */
    int unitColumns() {
        return unitBlocks * type.blockSize();
    }

    int units(final int columns) {
        return Math.ceilDiv(columns, unitColumns());
    }

    long unitBytes() {
        return 4L * Lanes.COUNT * unitWords();
    }

    /** Bytes of a group: as many rows as a vector has lanes. */
    long groupBytes(final int columns) {
        return units(columns) * unitBytes();
    }

    long tileBytes(final int columns) {
        return Lanes.PARTS * groupBytes(columns);
    }

    /** Where a group, counted over the whole matrix, starts. */
    long groupAt(final Matrix w, final int group) {
        return w.tileAt(group / Lanes.PARTS) + group % Lanes.PARTS * groupBytes(w.columns());
    }

    void pack(
            final int columns,
            final MemorySegment raw,
            final int rowCount,
            final MemorySegment tile) {
        final int blocks = columns / type.blockSize();
        final long rowBytes = type.rowBytes(columns);
        for (int row = 0; row < rowCount; row++) {
            final long laneAt = row / Lanes.COUNT * groupBytes(columns) + 4L * (row % Lanes.COUNT);
            for (int block = 0; block < blocks; block++) {
                final long at = row * rowBytes + (long) block * type.blockBytes();
                final long unitAt = laneAt + block / unitBlocks * unitBytes();
                packBlock(raw, at, block % unitBlocks, tile, unitAt);
            }
        }
    }

    private void packBlock(
            final MemorySegment raw,
            final long at,
            final int index,
            final MemorySegment tile,
            final long unitAt) {
        final long stride = 4L * Lanes.COUNT;
        long out = unitAt;
        if (headerBytes > 0) {
            final int header = word(raw, at, headerBytes) << 8 * headerBytes * index;
            tile.set(WORD, out, tile.get(WORD, out) | header);
            out += stride * (1 + index * blockWords);
        }
        final long end = at + type.blockBytes();
        for (long from = at + headerBytes; from < end; from += 4) {
            tile.set(WORD, out, word(raw, from, (int) Math.min(4, end - from)));
            out += stride;
        }
    }

    /** Up to four bytes as a word. */
    private static int word(final MemorySegment raw, final long at, final int bytes) {
        if (bytes == 4) {
            return raw.get(WORD, at);
        }
        int word = 0;
        for (int i = 0; i < bytes; i++) {
            word |= (raw.get(ValueLayout.JAVA_BYTE, at + i) & 255) << 8 * i;
        }
        return word;
    }
}
