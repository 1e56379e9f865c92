package io.vesalius.engine;

import java.util.List;

/**
 * What became of a request.
 *
 * @param completions in order of choice; of beam search the best first
 * @param seed of the draws: with it the same request gives the same answer
 * @param droppedTokens tokens that truncation took from the prompt's start
 * @param timings what it took
 */
public record Answer(List<Completion> completions, long seed, int droppedTokens, Timings timings) {
    /** The first answer's text. */
    public String text() {
        return completions.getFirst().text();
    }
}
