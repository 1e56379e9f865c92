package io.vesalius.sampling;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * When a sequence ends.
 *
 * @param maxTokens the most to generate; empty until the context is full
 * @param minTokens the fewest to generate: before them no token that would end it is chosen, and
 *     stop strings in their text don't count
 * @param stopStrings texts that end it, and aren't shown
 * @param stopTokenIds tokens that end it
 * @param ignoreEos the model's own end tokens are never chosen
 */
public record StopParameters(
        OptionalInt maxTokens,
        int minTokens,
        List<String> stopStrings,
        Set<Integer> stopTokenIds,
        boolean ignoreEos) {
    public static final int MAX_STOP_STRINGS = 16;
    public static final int MAX_STOP_LENGTH = 256;
    public static final int MAX_STOP_TOKENS = 1024;

    /** Until the model ends it or the context is full. */
    public static final StopParameters DEFAULT =
            new StopParameters(OptionalInt.empty(), 0, List.of(), Set.of(), false);

    /**
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    public StopParameters {
        Objects.requireNonNull(maxTokens, "maxTokens");
        maxTokens.ifPresent(count -> Checks.atLeast("max_tokens", count, 1));
        Checks.atLeast("min_tokens", minTokens, 0);
        if (minTokens > maxTokens.orElse(Integer.MAX_VALUE)) {
            throw Checks.refused(
                    "min_tokens", minTokens, "at most max_tokens, " + maxTokens.getAsInt());
        }
        stopStrings = Texts.checked("stop", stopStrings, MAX_STOP_STRINGS, MAX_STOP_LENGTH);
        if (stopTokenIds.size() > MAX_STOP_TOKENS) {
            throw Checks.refused(
                    "stop_token_ids", stopTokenIds.size() + " ids", "at most " + MAX_STOP_TOKENS);
        }
        stopTokenIds = Set.copyOf(stopTokenIds);
    }

    /**
     * Checks token ids against a vocabulary.
     *
     * @throws io.vesalius.base.BadRequestException for an id that isn't in it
     */
    public void check(final int vocabSize) {
        stopTokenIds.stream().sorted().forEach(id -> Checks.id("stop_token_ids", id, vocabSize));
    }

    public StopParameters withMaxTokens(final int count) {
        return new StopParameters(
                OptionalInt.of(count), minTokens, stopStrings, stopTokenIds, ignoreEos);
    }

    public StopParameters withMinTokens(final int count) {
        return new StopParameters(maxTokens, count, stopStrings, stopTokenIds, ignoreEos);
    }

    public StopParameters withStopStrings(final List<String> texts) {
        return new StopParameters(maxTokens, minTokens, texts, stopTokenIds, ignoreEos);
    }

    public StopParameters withStopTokenIds(final Set<Integer> ids) {
        return new StopParameters(maxTokens, minTokens, stopStrings, ids, ignoreEos);
    }

    public StopParameters withIgnoreEos(final boolean value) {
        return new StopParameters(maxTokens, minTokens, stopStrings, stopTokenIds, value);
    }
}
