package io.vesalius.engine;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

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
    /**
     * Of several prompts that were asked together: tokens added up, and the times of the slowest.
     *
     * @param all at least one
     */
    public static Timings together(final List<Timings> all) {
        return new Timings(
                sum(all, Timings::promptTokens),
                sum(all, Timings::cachedTokens),
                sum(all, Timings::generatedTokens),
                sum(all, Timings::drafts),
                sum(all, Timings::draftedTokens),
                sum(all, Timings::acceptedTokens),
                longest(all, Timings::queue),
                longest(all, Timings::timeToFirstToken),
                longest(all, Timings::timePerOutputToken),
                longest(all, Timings::interTokenP50),
                longest(all, Timings::interTokenP99),
                longest(all, Timings::prefill),
                longest(all, Timings::decode),
                longest(all, Timings::total));
    }

    private static int sum(final List<Timings> all, final ToIntFunction<Timings> count) {
        return all.stream().mapToInt(count).sum();
    }

    private static double longest(final List<Timings> all, final ToDoubleFunction<Timings> time) {
        return all.stream().mapToDouble(time).max().orElseThrow();
    }

    /** Computed tokens of the prompt a second; 0 where nothing was computed. */
    public double prefillTokensPerSecond() {
        return prefill > 0 ? (promptTokens - cachedTokens) / prefill : 0;
    }

    /** Tokens after the first a second, of all choices. */
    public double decodeTokensPerSecond() {
        return timePerOutputToken > 0 ? 1 / timePerOutputToken : 0;
    }
}
