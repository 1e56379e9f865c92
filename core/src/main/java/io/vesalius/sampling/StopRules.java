package io.vesalius.sampling;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * When one sequence ends, by its tokens. (Its text is {@link StopMatcher}'s.) Immutable.
 *
 * <p>Reasons in order: the model's own end token, a stop token, (a stop string,) the maximum, the
 * context's end.
 */
public final class StopRules {
    private final StopParameters parameters;
    private final Set<Integer> endIds;
    private final Optional<TokenMask> always;
    private final Optional<TokenMask> early;

    /**
     * @param endIds the model's own end tokens
     */
    public StopRules(final StopParameters parameters, final Collection<Integer> endIds) {
        this.parameters = parameters;
        this.endIds = Set.copyOf(endIds);
        this.always = maskWithout(parameters.ignoreEos() ? this.endIds : Set.of());
        final Set<Integer> all = new HashSet<>(this.endIds);
        all.addAll(parameters.stopTokenIds());
        this.early = maskWithout(all);
    }

    private static Optional<TokenMask> maskWithout(final Set<Integer> ids) {
        return ids.isEmpty() ? Optional.empty() : Optional.of(TokenMask.without(ids));
    }

    /**
     * The tokens that may be chosen next.
     *
     * @param generated how many were generated before it
     */
    public Optional<TokenMask> mask(final int generated) {
        return generated < parameters.minTokens() ? early : always;
    }

    /**
     * Whether stop strings count in a token's text.
     *
     * @param generated how many tokens were generated, that one included
     */
    public boolean matchesText(final int generated) {
        return generated >= parameters.minTokens();
    }

    /** Whether a token ends the sequence and has no text to show. */
    public boolean ends(final int id) {
        return endIds.contains(id) || parameters.stopTokenIds().contains(id);
    }

    /** The reason to end that lies in the token itself. */
    public Optional<FinishReason> byToken(final int id) {
        if (endIds.contains(id)) {
            return Optional.of(FinishReason.END_OF_SEQUENCE);
        }
        return parameters.stopTokenIds().contains(id)
                ? Optional.of(FinishReason.STOP_TOKEN)
                : Optional.empty();
    }

    /**
     * The reason to end that lies in lengths.
     *
     * @param generated how many tokens were generated
     * @param length tokens of prompt and answer
     * @param contextLength how many there can be
     */
    public Optional<FinishReason> byLength(
            final int generated, final int length, final int contextLength) {
        if (generated >= parameters.maxTokens().orElse(Integer.MAX_VALUE)) {
            return Optional.of(FinishReason.MAX_TOKENS);
        }
        return length >= contextLength ? Optional.of(FinishReason.CONTEXT_END) : Optional.empty();
    }
}
