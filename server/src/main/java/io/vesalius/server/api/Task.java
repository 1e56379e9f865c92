package io.vesalius.server.api;

import io.vesalius.GenerateOptions;

import java.util.List;

/**
 * What a request asks for.
 *
 * @param prompts token ids; the answers to each are numbered on
 * @param options of all of them
 * @param look how the answers look
 */
public record Task(List<Prompt> prompts, GenerateOptions options, Look look) {
    /**
     * A prompt.
     *
     * @param ids with which it goes to the model
     * @param text with which an answer begins; mostly empty
     * @param dropped tokens that the request had taken from its start
     */
    public record Prompt(int[] ids, String text, int dropped) {}

    /**
     * How answers look.
     *
     * @param kind of which protocol
     * @param stream piece by piece
     * @param usage whether a stream ends with usage
     * @param logProbs whether they are reported
     * @param tokenIds whether they are told
     * @param stopString whether the text that ended an answer is part of it
     */
    public record Look(
            Protocol kind,
            boolean stream,
            boolean usage,
            boolean logProbs,
            boolean tokenIds,
            boolean stopString) {}

    /** Two ways to say the same. */
    public enum Protocol {
        CHAT,
        COMPLETIONS
    }

    /** Answers to each prompt. */
    public int choices() {
        return options.beam().map(beam -> beam.nBest()).orElse(options.choices());
    }
}
