package io.vesalius.kernel;

import io.vesalius.tensor.DType;
import io.vesalius.tensor.IntegerBlock;

import java.lang.foreign.MemorySegment;

/** Reads rows that lie as the file has them. Keeps its scratch memory: not for two threads. */
public final class FileRows {
    private final IntegerBlock block = new IntegerBlock();

    /** Writes the row that starts at byte `at` as f32, `[columns]`. */
    public void read(
            final DType type,
            final int columns,
            final MemorySegment data,
            final long at,
            final MemorySegment out,
            final long outAt) {
        final boolean inBlocks = Verbs.quantizes(type);
        for (int k = 0; k < columns; k++) {
            final int i = k % Quantized.BLOCK;
            if (inBlocks && i == 0) {
                block.decode(type, data, at, k / Quantized.BLOCK);
            }
            final float value =
                    inBlocks ? block.value(i) : DefinitionProducts.element(type, data, at, k);
            Memory.f32(out, outAt + 4L * k, value);
        }
    }
}
