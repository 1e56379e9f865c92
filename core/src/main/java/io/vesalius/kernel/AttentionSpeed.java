package io.vesalius.kernel;

import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.HeadLayout;

/**
 * How fast the kernels attend, beside the {@link Peaks} of the machine: rows of 32 heads of 64 over
 * 8 of F16 keys and values, a prompt's last piece.
 *
 * @param rows of the piece
 * @param positions that its last row sees
 * @param operationsPerSecond a multiplication and an addition are two; the softmax's aren't counted
 */
public record AttentionSpeed(int rows, int positions, double operationsPerSecond) {
    private static final int HEADS = 32;
    private static final int KV_HEADS = 8;
    private static final int HEAD_DIM = 64;
    private static final int PAGE_TOKENS = AttentionShape.PAGE;
    private static final AttentionShape SHAPE =
            new AttentionShape(HEADS, KV_HEADS, HEAD_DIM, HEAD_DIM, 0.125f, 0, 0);
    private static final HeadLayout HEAD = new HeadLayout(CacheType.F16, HEAD_DIM, PAGE_TOKENS);

    private static final int MOST_ROWS = 512;
    private static final int MOST_POSITIONS = 4096;
    private static final int FEW_ROWS = 32;
    private static final int FEW_POSITIONS = 512;

    /** Measures for about a second: few rows, and many where that doesn't take too long. */
    public static AttentionSpeed measure(final Verbs verbs, final WorkerTeam team) {
        final long keyBytes = KV_HEADS * HEAD.bytes();
        try (CpuCompute compute = new CpuCompute(verbs, team);
                PageStore pages = compute.pages(MOST_POSITIONS / PAGE_TOKENS, 2 * keyBytes)) {
            final CacheView cache = compute.view(pages, HEAD, HEAD, 0, keyBytes, -1, -1);
            final Rows kv = waves(compute, MOST_POSITIONS, KV_HEADS * HEAD_DIM);
            compute.store(cache, lastRows(MOST_POSITIONS, MOST_POSITIONS), kv, kv);
            final AttentionSpeed few = measure(compute, cache, FEW_ROWS, FEW_POSITIONS);
            return few.operationsPerSecond < ProductSpeed.WORTH_MORE
                    ? few
                    : measure(compute, cache, MOST_ROWS, MOST_POSITIONS);
        }
    }

    private static AttentionSpeed measure(
            final CpuCompute compute, final CacheView cache, final int rows, final int positions) {
        compute.begin(rows);
        final Rows x = waves(compute, rows, HEADS * HEAD_DIM);
        final Rows y = compute.rows(rows, HEADS * HEAD_DIM);
        final Spans spans = lastRows(rows, positions);
        final double seen = rows * (positions - (rows - 1) / 2.0);
        final double rate =
                Peaks.best(
                        4 * HEAD_DIM * HEADS * seen,
                        () -> compute.attention(SHAPE, cache, spans, x, y));
        return new AttentionSpeed(rows, positions, rate);
    }

    private static Rows waves(final CpuCompute compute, final int count, final int columns) {
        final Rows rows = compute.rows(count, columns);
        final float[] row = ProductSpeed.wave(columns);
        for (int i = 0; i < count; i++) {
            compute.write(rows, i, row, 0, columns);
        }
        return rows;
    }

    private static Spans lastRows(final int rows, final int positions) {
        final Spans spans = new Spans();
        spans.add(0, rows, positions - rows);
        for (int page = 0; page < positions / PAGE_TOKENS; page++) {
            spans.addPage(page);
        }
        return spans;
    }
}
