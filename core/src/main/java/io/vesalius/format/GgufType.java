package io.vesalius.format;

import java.util.Locale;
import java.util.Optional;

/** Types of metadata values, in the order of their numbers in the file. */
public enum GgufType {
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    FLOAT32(4),
    BOOL(1),
    STRING(8),
    ARRAY(12),
    UINT64(8),
    INT64(8),
    FLOAT64(8);

    private final int leastBytes;

    GgufType(final int leastBytes) {
        this.leastBytes = leastBytes;
    }

    static Optional<GgufType> of(final long id) {
        return id >= 0 && id < values().length ? Optional.of(values()[(int) id]) : Optional.empty();
    }

    /** The fewest bytes that a value takes in the file. */
    int leastBytes() {
        return leastBytes;
    }

    /** The name that people read: `uint32`. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
