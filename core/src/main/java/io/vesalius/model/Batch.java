package io.vesalius.model;

import io.vesalius.kv.BlockTable;

import java.util.ArrayList;
import java.util.List;

/**
 * One step's work: a flat list of rows (tokens with their positions) of many sequences, and for
 * each sequence a segment of rows. Prefill, decode, verification and beams are all this. Refilled
 * for each step by the engine's thread.
 */
public final class Batch {
    /**
     * Consecutive rows of one sequence, at consecutive positions.
     *
     * @param table the sequence's pages, which already hold room for the segment's last position
     * @param firstRow the segment's first row in the batch
     * @param rowCount its rows
     * @param firstPosition the position of its first row in the sequence
     */
    public record Segment(BlockTable table, int firstRow, int rowCount, int firstPosition) {}

    private final int[] tokens;
    private final int[] positions;
    private final int[] logitRows;
    private final List<Segment> segments = new ArrayList<>();
    private int rowCount;
    private int logitRowCount;

    /**
     * @param capacity the most rows of a step
     */
    public Batch(final int capacity) {
        tokens = new int[capacity];
        positions = new int[capacity];
        logitRows = new int[capacity];
    }

    public void clear() {
        segments.clear();
        rowCount = 0;
        logitRowCount = 0;
    }

    /**
     * Adds a segment; rows whose logits are wanted are its last `logits` ones.
     *
     * @param ids where the segment's tokens stand, from index `from` on
     * @return the index of the segment's first logits row among the batch's logits rows
     */
    public int add(
            final BlockTable table,
            final int[] ids,
            final int from,
            final int count,
            final int firstPosition,
            final int logits) {
        if (count <= 0 || count > capacity() - rowCount || logits < 0 || logits > count) {
            throw new IllegalArgumentException(
                    "a segment of %d rows and %d logits, where %d of %d rows are taken"
                            .formatted(count, logits, rowCount, capacity()));
        }
        segments.add(new Segment(table, rowCount, count, firstPosition));
        System.arraycopy(ids, from, tokens, rowCount, count);
        for (int i = 0; i < count; i++) {
            positions[rowCount + i] = firstPosition + i;
        }
        final int firstLogits = logitRowCount;
        for (int i = count - logits; i < count; i++) {
            logitRows[logitRowCount++] = rowCount + i;
        }
        rowCount += count;
        return firstLogits;
    }

    public int capacity() {
        return tokens.length;
    }

    public int rowCount() {
        return rowCount;
    }

    /** `[capacity]`, of which the first {@link #rowCount} are set. */
    public int[] tokens() {
        return tokens;
    }

    /** `[capacity]`, of which the first {@link #rowCount} are set. */
    public int[] positions() {
        return positions;
    }

    public int logitRowCount() {
        return logitRowCount;
    }

    /** The batch row of each logits row; the first {@link #logitRowCount} are set. */
    public int[] logitRows() {
        return logitRows;
    }

    public List<Segment> segments() {
        return segments;
    }
}
