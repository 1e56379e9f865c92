package io.vesalius.bench.kernels;

import io.vesalius.tensor.BlockEncoder;
import io.vesalius.tensor.DType;
import io.vesalius.tensor.TensorRows;

import java.lang.foreign.MemorySegment;

/** Random weights. */
record RandomMatrix(DType type, int rows, int columns) implements TensorRows {
    @Override
    public String name() {
        return "random";
    }

    @Override
    public void read(final int first, final int count, final MemorySegment destination) {
        for (int i = 0; i < count; i++) {
            final float[] values = Machine.randomValues(columns, first + i);
            final byte[] row = BlockEncoder.encode(type, values);
            final MemorySegment bytes = MemorySegment.ofArray(row);
            MemorySegment.copy(bytes, 0, destination, (long) i * row.length, row.length);
        }
    }
}
