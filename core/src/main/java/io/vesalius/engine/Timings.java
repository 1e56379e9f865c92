package io.vesalius.engine;

/**
 * What a request took. Times in seconds; those of the first choice where there are several.
 *
 * @param promptTokens tokens of the prompt
 * @param cachedTokens of those, how many came from the prefix cache
 * @param generatedTokens of all choices
 * @param drafts how often speculation guessed
 * @param draftedTokens tokens guessed
 * @param acceptedTokens of those, right
 * @param queue from arrival until the first step
 * @param timeToFirstToken from arrival (TTFT)
 * @param timePerOutputToken mean after the first (TPOT); 0 with fewer than two
 * @param interTokenP50 median between two tokens
 * @param interTokenP99 99th percentile between two tokens
 * @param prefill from the first step to the first token
 * @param decode from the first token to the last
 * @param total from arrival to the end
 */
public record Timings(
        int promptTokens,
        int cachedTokens,
        int generatedTokens,
        int drafts,
        int draftedTokens,
        int acceptedTokens,
        double queue,
        double timeToFirstToken,
        double timePerOutputToken,
        double interTokenP50,
        double interTokenP99,
        double prefill,
        double decode,
        double total) {
    /** Computed tokens of the prompt a second; 0 where nothing was computed. */
    public double prefillTokensPerSecond() {
        return prefill > 0 ? (promptTokens - cachedTokens) / prefill : 0;
    }

    /** Tokens after the first a second, of all choices. */
    public double decodeTokensPerSecond() {
        return timePerOutputToken > 0 ? 1 / timePerOutputToken : 0;
    }
}
