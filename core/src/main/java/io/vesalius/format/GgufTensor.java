package io.vesalius.format;

import io.vesalius.tensor.DType;

import java.util.List;

/**
 * A tensor of a GGUF file.
 *
 * @param dims lengths, innermost first as the file has them: a matrix is `[columns, rows]`
 * @param part which file of a split model, from 0
 * @param offset where its data starts in that file, in bytes
 * @param bytes length of its data
 */
public record GgufTensor(
        String name, DType type, List<Long> dims, int part, long offset, long bytes) {
    /** Elements of a row. */
    public long columns() {
        return dims.get(0);
    }

    /** Rows of all further dimensions together. */
    public long rows() {
        return dims.stream().skip(1).reduce(1L, Math::multiplyExact);
    }

    /** The shape as people write it: `[32000, 4096]`, outermost first. */
    public String shape() {
        return dims.reversed().toString();
    }
}
