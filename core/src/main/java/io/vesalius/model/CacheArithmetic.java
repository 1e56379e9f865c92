package io.vesalius.model;

import io.vesalius.base.ByteSize;
import io.vesalius.base.CapacityException;
import io.vesalius.base.Counted;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.LayerCache;
import io.vesalius.kv.PageCache;

import java.math.BigInteger;

/**
 * What sequences take of the cache, known before the first token: whole pages, and in layers that
 * see a window only the pages that the window and one step reach.
 *
 * @param layout how the model's layers share pages
 * @param stepRows the most tokens of a sequence in one step, which lie in pages beside the window
 */
public record CacheArithmetic(CacheLayout layout, int stepRows) {
    /** Bytes of a token's keys and values in all layers, without what fills pages up. */
    public long bytesPerToken() {
        return layout.places().stream().mapToLong(place -> tokenBytes(place.layer())).sum();
    }

    /** The part of {@link #bytesPerToken} in layers that forget. */
    public long windowedBytesPerToken() {
        return layout.places().stream()
                .filter(place -> place.layer().window() > 0 || place.layer().heavy().isPresent())
                .mapToLong(place -> tokenBytes(place.layer()))
                .sum();
    }

    private long tokenBytes(final LayerCache layer) {
        return layer.kvHeadCount()
                * (layout.type().vectorBytes(layer.keyDim())
                        + layout.type().vectorBytes(layer.valueDim()));
    }

    /** The most pages that one sequence holds on its way to so many tokens. */
    public long pages(final int tokens) {
        return PageCache.pagesFor(layout, tokens, stepRows);
    }

    /** The bytes of {@link #pages} for some sequences; `Long.MAX_VALUE` where that is too small. */
    public long bytes(final int tokens, final int sequences) {
        final BigInteger needed = needed(tokens, sequences);
        return needed.bitLength() > 63 ? Long.MAX_VALUE : needed.longValueExact();
    }

    private BigInteger needed(final int tokens, final int sequences) {
        return BigInteger.valueOf(pages(tokens))
                .multiply(BigInteger.valueOf(layout.pageBytes()))
                .multiply(BigInteger.valueOf(sequences));
    }

    /**
     * The most tokens that each of some sequences can have at once, 0 where not even one fits.
     *
     * @param most the model's context
     * @param memory bytes for the cache
     */
    public int largestContext(final int sequences, final int most, final long memory) {
        int fits = 0;
        int over = most;
        while (fits < over) {
            final int middle = fits + (over - fits + 1) / 2;
            if (bytes(middle, sequences) <= memory) {
                fits = middle;
            } else {
                over = middle - 1;
            }
        }
        return fits;
    }

    /** The most sequences that can have so many tokens at once. */
    public int largestBatch(final int tokens, final long memory) {
        return (int) Math.min(Integer.MAX_VALUE, memory / Math.max(1, bytes(tokens, 1)));
    }

    /**
     * What of some memory is for this cache where a draft model's lies beside it: both hold as many
     * tokens.
     */
    public long share(final CacheArithmetic draft, final long memory) {
        final long block = layout.blockBytes();
        return memory / (block + draft.layout.blockBytes()) * block;
    }

    /**
     * Refuses what can never fit.
     *
     * @param memory bytes for the cache
     * @throws CapacityException with the bytes needed, those there are, and what would fit
     */
    public void require(final int tokens, final int sequences, final long memory) {
        if (bytes(tokens, sequences) <= memory) {
            return;
        }
        throw new CapacityException(
                "%d tokens for %s need %s bytes of cache in %s, and there are %d (%s): %d"
                                .formatted(
                                        tokens,
                                        Counted.of(sequences, "sequence"),
                                        needed(tokens, sequences),
                                        layout.type().label(),
                                        memory,
                                        ByteSize.text(memory),
                                        largestContext(sequences, tokens, memory))
                        + " tokens fit; take fewer, a smaller cache type, or give more memory");
    }
}
