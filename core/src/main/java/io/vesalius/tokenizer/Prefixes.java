package io.vesalius.tokenizer;

/**
 * Whether some piece of a {@link ByteIndex} may begin with some bytes, asked by their hash: a bit
 * for each beginning of each piece. A search for longer and longer pieces can end at the first no.
 */
final class Prefixes {
    private static final int BITS_A_PREFIX = 8;

    private final long[] bits;
    private final int shift;

    Prefixes(final TokenTable tokens) {
        final long most = Math.max(Long.SIZE, (long) tokens.blob().length * BITS_A_PREFIX);
        final int log = Math.min(Integer.SIZE - 1, Long.SIZE - Long.numberOfLeadingZeros(most - 1));
        bits = new long[(int) (1L << log >> 6)];
        shift = Integer.SIZE - log;
        for (int id = 0; id < tokens.size(); id++) {
            int hash = 0;
            for (int end = tokens.start(id) + 1; end <= tokens.end(id); end++) {
                hash = ByteIndex.hash(hash, tokens.blob(), end - 1, end);
                final int bit = bit(hash);
                bits[bit >> 6] |= 1L << bit;
            }
        }
    }

    boolean maybe(final int hash) {
        final int bit = bit(hash);
        return (bits[bit >> 6] >>> bit & 1) != 0;
    }

    private int bit(final int hash) {
        return hash * 0x9E3779B9 >>> shift;
    }
}
