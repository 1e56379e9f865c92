package io.vesalius.tensor;

import java.util.Locale;

/**
 * How keys and values lie in the cache. Part of a request's identity: another type, other logits.
 */
public enum CacheType {
    F32,
    /** Rounded to nearest even; magnitudes over 65504 saturate. */
    F16,
    /** Blocks of min(32, head_dim) along the head's dimensions: int8 values and an F16 scale. */
    Q8_0;

    /** The name that people type: `f16`. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Elements that share a scale, for a head of `dim`; 1 where there are no scales. */
    public int blockSize(final int dim) {
        return this == Q8_0 ? Math.min(32, dim) : 1;
    }

    /** Bytes of one head's vector of `dim` elements. */
    public long vectorBytes(final int dim) {
        return switch (this) {
            case F32 -> 4L * dim;
            case F16 -> 2L * dim;
            case Q8_0 -> dim + 2L * Math.ceilDiv(dim, blockSize(dim));
        };
    }
}
