package io.vesalius.tensor;

/**
 * How one head's keys, or values, lie in a page: byte offsets from the head's start.
 *
 * <p>Keys are interleaved by 16 tokens, `[token / 16][dim][16 tokens]`, so that 16 scores are one
 * row-interleaved product; values are `[token][dim]`, so that lanes are the head's dimensions. The
 * F16 scales of Q8_0 follow the int8 values, per group of 16 tokens (`[block][16 tokens]`) for
 * keys, after all tokens (`[token][block]`) for values.
 *
 * @param type how elements are stored
 * @param dim the head's dimensions
 * @param pageTokens tokens of a page, a multiple of 16
 */
public record HeadLayout(CacheType type, int dim, int pageTokens) {
    /** Tokens that are interleaved in a page's keys. */
    public static final int GROUP = 16;

    /** Bytes of the head in a page; heads start on cache lines. */
    public long bytes() {
        return Math.ceilDiv(type.vectorBytes(dim) * pageTokens, 64L) * 64L;
    }

    public long elementBytes() {
        return switch (type) {
            case F32 -> 4;
            case F16 -> 2;
            case Q8_0 -> 1;
        };
    }

    /** Where element `d` of the key of the page's token `slot` is; 16 tokens' lie side by side. */
    public long keyAt(final int slot, final int d) {
        return slot / GROUP * (type.vectorBytes(dim) * GROUP)
                + ((long) d * GROUP + slot % GROUP) * elementBytes();
    }

    /** Where the scale of block `block` of the key of token `slot` is (Q8_0). */
    public long keyScaleAt(final int slot, final int block) {
        return slot / GROUP * (type.vectorBytes(dim) * GROUP)
                + (long) dim * GROUP
                + ((long) block * GROUP + slot % GROUP) * 2;
    }

    /** Where element `d` of the value of token `slot` is. */
    public long valueAt(final int slot, final int d) {
        return ((long) slot * dim + d) * elementBytes();
    }

    /** Where the scale of block `block` of the value of token `slot` is (Q8_0). */
    public long valueScaleAt(final int slot, final int block) {
        return (long) pageTokens * dim + ((long) slot * blockCount() + block) * 2;
    }

    /** Blocks of a vector that have a scale of their own (Q8_0). */
    public int blockCount() {
        return Math.ceilDiv(dim, type.blockSize(dim));
    }
}
