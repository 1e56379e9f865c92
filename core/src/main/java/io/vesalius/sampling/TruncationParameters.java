package io.vesalius.sampling;

/**
 * Which candidates are left for the draw.
 *
 * @param topK how many of the highest rank; 0 (or -1) for all
 * @param topP the smallest set of the highest rank whose probability reaches it; 1 for all
 * @param minP those at least this fraction as likely as the likeliest; 0 for all
 * @param typicalP the smallest set of the least atypical whose probability reaches it; 1 for all
 */
public record TruncationParameters(int topK, double topP, double minP, double typicalP) {
    public static final TruncationParameters OFF = new TruncationParameters(0, 1, 0, 1);

    /**
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    public TruncationParameters {
        if (topK < -1) {
            throw Checks.refused("top_k", topK, "0 or -1 (off), or the number of tokens to keep");
        }
        topK = Math.max(topK, 0);
        Checks.positive("top_p", topP, 1);
        Checks.range("min_p", minP, 0, 1);
        Checks.positive("typical_p", typicalP, 1);
    }
}
