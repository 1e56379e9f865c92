package io.vesalius.engine;

import io.vesalius.sampling.Choice;
import io.vesalius.sampling.FinishReason;

import java.util.List;
import java.util.Optional;

/**
 * One answer.
 *
 * @param text without stop strings and control tokens
 * @param tokens the chosen tokens, the one that ended it included
 * @param reason why it ended
 * @param stop the stop string that matched
 * @param score of a beam: its log-probability over its length to the penalty; else the sum of the
 *     chosen tokens' log-probabilities
 */
public record Completion(
        String text,
        List<Choice> tokens,
        FinishReason reason,
        Optional<String> stop,
        double score) {
    Completion withScore(final double value) {
        return new Completion(text, tokens, reason, stop, value);
    }

    /** Ids of the chosen tokens. */
    public int[] ids() {
        return tokens.stream().mapToInt(Choice::id).toArray();
    }
}
