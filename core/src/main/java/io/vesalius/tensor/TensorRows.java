package io.vesalius.tensor;

import java.lang.foreign.MemorySegment;

/** A matrix in a file, `[rows, columns]`, read a few rows at a time. Safe for many threads. */
public interface TensorRows {
    /** The tensor's name, for errors. */
    String name();

    DType type();

    int rows();

    int columns();

    /**
     * Reads `count` rows from row `first` on, as the file has them, to the start of `destination`.
     *
     * @throws io.vesalius.base.BadFileException when the file ends before
     */
    void read(int first, int count, MemorySegment destination);
}
