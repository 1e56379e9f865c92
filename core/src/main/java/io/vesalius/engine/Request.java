package io.vesalius.engine;

import io.vesalius.base.BadRequestException;
import io.vesalius.sampling.BeamParameters;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;

import java.util.Objects;
import java.util.Optional;

/**
 * What is asked of the engine.
 *
 * @param prompt token ids, as they go to the model, BOS included where it wants one
 * @param sampling how each token is chosen
 * @param stop when it ends
 * @param choices how many answers, each with draws of its own
 * @param beam search instead of draws
 * @param truncate whether a prompt that doesn't fit loses its start instead of being refused
 * @param priority lower goes first; 0 for everyone who doesn't care
 * @param promptLogits sees the logits after every token of the prompt, which is then never taken
 *     from the cache; such a request generates nothing
 */
public record Request(
        int[] prompt,
        SamplingParameters sampling,
        StopParameters stop,
        int choices,
        Optional<BeamParameters> beam,
        boolean truncate,
        int priority,
        Optional<LogitsListener> promptLogits) {
    /** The most answers to one request. */
    public static final int MAX_CHOICES = 16;

    /** Sees rows of logits, on the engine's thread. */
    @FunctionalInterface
    public interface LogitsListener {
        /**
         * @param position of the token after which these logits predict
         * @param logits `[vocabSize]`, valid during the call
         */
        void row(int position, float[] logits);
    }

    public Request {
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(stop, "stop");
        prompt = prompt.clone();
        if (prompt.length == 0) {
            throw new BadRequestException(
                    "prompt", "the prompt is empty: the model needs at least one token");
        }
        if (choices < 1 || choices > MAX_CHOICES) {
            throw new BadRequestException(
                    "n", "n is %d: it must be from 1 to %d".formatted(choices, MAX_CHOICES));
        }
        if (choices > 1 && beam.isPresent()) {
            throw new BadRequestException(
                    "n", "n is %d: beam search has its own number of answers".formatted(choices));
        }
    }

    /** One answer, by these rules. */
    public static Request of(
            final int[] prompt, final SamplingParameters sampling, final StopParameters stop) {
        return new Request(prompt, sampling, stop, 1, Optional.empty(), false, 0, Optional.empty());
    }

    public Request withSampling(final SamplingParameters parameters) {
        return new Request(
                prompt, parameters, stop, choices, beam, truncate, priority, promptLogits);
    }

    public Request withChoices(final int count) {
        return new Request(prompt, sampling, stop, count, beam, truncate, priority, promptLogits);
    }

    public Request withBeam(final BeamParameters parameters) {
        return new Request(
                prompt,
                sampling,
                stop,
                choices,
                Optional.of(parameters),
                truncate,
                priority,
                promptLogits);
    }

    public Request withTruncate(final boolean value) {
        return new Request(prompt, sampling, stop, choices, beam, value, priority, promptLogits);
    }

    public Request withPriority(final int value) {
        return new Request(prompt, sampling, stop, choices, beam, truncate, value, promptLogits);
    }

    public Request withPromptLogits(final LogitsListener listener) {
        return new Request(
                prompt, sampling, stop, choices, beam, truncate, priority, Optional.of(listener));
    }

    Request withPrompt(final int[] ids) {
        return new Request(ids, sampling, stop, choices, beam, truncate, priority, promptLogits);
    }
}
