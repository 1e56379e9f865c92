package io.vesalius.kernel;

import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.HeadLayout;

/** How fast the kernels attend, beside the {@link Peaks} of the machine. */
public final class AttentionSpeed {
    private static final int HEADS = 32;
    private static final int KV_HEADS = 8;
    private static final int HEAD_DIM = 64;
    private static final int PAGE_TOKENS = AttentionShape.PAGE;
    private static final AttentionShape SHAPE =
            new AttentionShape(HEADS, KV_HEADS, HEAD_DIM, HEAD_DIM, 0.125f, 0, 0);

    /** A prompt's piece, and how long the prompt is with it. */
    public static final int MOST_ROWS = 512;

    public static final int MOST_POSITIONS = 4096;
    private static final int FEW_ROWS = 32;
    private static final int FEW_POSITIONS = 512;

    private final CpuCompute compute;
    private final CacheView cache;
    private final Spans spans = new Spans();
    private final Rows x;
    private final Rows y;

    private AttentionSpeed(final CpuCompute compute, final PageStore pages, final long headBytes) {
        this.compute = compute;
        final HeadLayout head = new HeadLayout(CacheType.F16, HEAD_DIM, PAGE_TOKENS);
        cache = compute.view(pages, head, head, 0, KV_HEADS * headBytes, -1, -1);
        x = rows(MOST_ROWS, HEADS * HEAD_DIM);
        y = compute.rows(MOST_ROWS, HEADS * HEAD_DIM);
        final Rows kv = rows(MOST_POSITIONS, KV_HEADS * HEAD_DIM);
        span(MOST_POSITIONS, MOST_POSITIONS);
        compute.store(cache, spans, kv, kv);
    }

    /**
     * Measures for a second at most, unless the kernels are very slow.
     *
     * @return operations a second (a multiplication and an addition are two; the softmax's aren't
     *     counted) of 32 heads of 64 over 8 of F16 keys and values, {@link #MOST_ROWS} rows the
     *     last of which sees {@link #MOST_POSITIONS}; fewer where that takes long
     */
    public static double measure(final Verbs verbs, final WorkerTeam team) {
        final long headBytes = new HeadLayout(CacheType.F16, HEAD_DIM, PAGE_TOKENS).bytes();
        try (CpuCompute compute = new CpuCompute(verbs, team);
                PageStore pages =
                        compute.pages(MOST_POSITIONS / PAGE_TOKENS, 2 * KV_HEADS * headBytes)) {
            final AttentionSpeed speed = new AttentionSpeed(compute, pages, headBytes);
            final double few = speed.rate(FEW_ROWS, FEW_POSITIONS);
            return few < ProductSpeed.WORTH_MORE
                    ? few
                    : Math.max(few, speed.rate(MOST_ROWS, MOST_POSITIONS));
        }
    }

    private Rows rows(final int count, final int columns) {
        final Rows rows = compute.rows(count, columns);
        final float[] row = ProductSpeed.wave(columns);
        for (int i = 0; i < count; i++) {
            compute.write(rows, i, row, 0, columns);
        }
        return rows;
    }

    /** The last rows of some positions. */
    private void span(final int rows, final int positions) {
        spans.clear();
        spans.add(0, rows, positions - rows);
        for (int page = 0; page < positions / PAGE_TOKENS; page++) {
            spans.addPage(page);
        }
    }

    private double rate(final int rows, final int positions) {
        span(rows, positions);
        final double seen = rows * (positions - (rows - 1) / 2.0);
        final double operations = 4 * HEAD_DIM * HEADS * seen;
        return Peaks.best(operations, () -> compute.attention(SHAPE, cache, spans, x, y));
    }
}
