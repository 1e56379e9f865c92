package io.vesalius.kernel;

import io.vesalius.tensor.BlockEncoder;
import io.vesalius.tensor.DType;
import io.vesalius.tensor.TensorRows;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** How fast the kernels multiply, beside the {@link Peaks} of the machine. */
public final class ProductSpeed {
    private static final int OUTPUTS = 1024;
    private static final int INPUTS = 1024;
    private static final int MOST_ROWS = 256;
    private static final int FEW_ROWS = 32;

    /** Operations a second from which more rows, which take eight times as long, are tried too. */
    static final double WORTH_MORE = 2e10;

    private ProductSpeed() {}

    /**
     * Measures for a fraction of a second.
     *
     * @param type of the weights, one that {@link BlockEncoder} writes
     * @return operations a second (a multiplication and an addition are two) of a product whose
     *     operands stay in the caches
     */
    public static double measure(final Verbs verbs, final WorkerTeam team, final DType type) {
        try (CpuCompute compute = new CpuCompute(verbs, team)) {
            compute.begin(MOST_ROWS);
            final Rows x = compute.rows(MOST_ROWS, INPUTS);
            final float[] row = wave(INPUTS);
            for (int i = 0; i < MOST_ROWS; i++) {
                compute.write(x, i, row, 0, INPUTS);
            }
            final Linear linear = new Linear(compute.matrix(new Waves(type)), Optional.empty());
            final Rows y = compute.rows(MOST_ROWS, OUTPUTS);
            final double few = rate(compute, x, FEW_ROWS, linear, y);
            return few < WORTH_MORE ? few : Math.max(few, rate(compute, x, MOST_ROWS, linear, y));
        }
    }

    private static double rate(
            final CpuCompute compute,
            final Rows x,
            final int rows,
            final Linear linear,
            final Rows y) {
        return Peaks.best(2.0 * OUTPUTS * INPUTS * rows, () -> compute.product(x, rows, linear, y));
    }

    static float[] wave(final int length) {
        final float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = i % 31 / 16f - 1;
        }
        return values;
    }

    /** A matrix whose rows are all the same wave. */
    private record Waves(DType type) implements TensorRows {
        @Override
        public String name() {
            return "a measurement of products";
        }

        @Override
        public int rows() {
            return OUTPUTS;
        }

        @Override
        public int columns() {
            return INPUTS;
        }

        @Override
        public void read(final int first, final int count, final MemorySegment destination) {
            final byte[] row = BlockEncoder.encode(type, wave(INPUTS));
            for (int i = 0; i < count; i++) {
                MemorySegment.copy(
                        MemorySegment.ofArray(row),
                        0,
                        destination,
                        (long) i * row.length,
                        row.length);
            }
        }
    }
}
