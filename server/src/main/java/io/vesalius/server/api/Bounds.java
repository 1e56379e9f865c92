package io.vesalius.server.api;

import io.vesalius.base.BadRequestException;
import io.vesalius.engine.Request;
import io.vesalius.sampling.LogProbParameters;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;

/**
 * How much one request may ask for; at most what the engine allows.
 *
 * @param choices answers to a prompt, and prompts of a request
 * @param stops texts that end an answer
 * @param biases of logits
 * @param topLogProbs likeliest tokens that are reported
 */
public record Bounds(int choices, int stops, int biases, int topLogProbs) {
    public static final Bounds DEFAULT =
            new Bounds(
                    Request.MAX_CHOICES,
                    StopParameters.MAX_STOP_STRINGS,
                    SamplingParameters.MAX_LOGIT_BIASES,
                    LogProbParameters.MAX_TOP);

    /**
     * @throws BadRequestException for more than the engine allows
     */
    public Bounds {
        require("max_n", choices, 1, Request.MAX_CHOICES);
        require("max_stop", stops, 0, StopParameters.MAX_STOP_STRINGS);
        require("max_logit_bias", biases, 0, SamplingParameters.MAX_LOGIT_BIASES);
        require("max_logprobs", topLogProbs, 0, LogProbParameters.MAX_TOP);
    }

    private static void require(final String name, final int value, final int from, final int to) {
        if (value < from || value > to) {
            throw new BadRequestException(
                    name, "%s is %d: allowed: from %d to %d".formatted(name, value, from, to));
        }
    }
}
