package io.vesalius;

import io.vesalius.sampling.BeamParameters;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an answer is made.
 *
 * @param sampling how each token is chosen; without a seed it gets a random one
 * @param stop when it ends
 * @param choices how many answers
 * @param beam beam search instead of draws
 * @param truncate whether a prompt that doesn't fit loses its start instead of being refused
 * @param priority lower goes first
 */
public record GenerateOptions(
        SamplingParameters sampling,
        StopParameters stop,
        int choices,
        Optional<BeamParameters> beam,
        boolean truncate,
        int priority) {
    /** Sampled as llama.cpp does by default, until the model ends or the context is full. */
    public static final GenerateOptions DEFAULT =
            new GenerateOptions(
                    SamplingParameters.DEFAULT,
                    StopParameters.DEFAULT,
                    1,
                    Optional.empty(),
                    false,
                    0);

    /** Always the likeliest token. */
    public static final GenerateOptions GREEDY = DEFAULT.withSampling(SamplingParameters.GREEDY);

    public GenerateOptions withSampling(final SamplingParameters parameters) {
        return new GenerateOptions(parameters, stop, choices, beam, truncate, priority);
    }

    public GenerateOptions withSeed(final long seed) {
        return withSampling(sampling.withSeed(seed));
    }

    public GenerateOptions withStop(final StopParameters parameters) {
        return new GenerateOptions(sampling, parameters, choices, beam, truncate, priority);
    }

    public GenerateOptions withMaxTokens(final int count) {
        return withStop(stop.withMaxTokens(count));
    }

    public GenerateOptions withStopStrings(final String... texts) {
        return withStop(stop.withStopStrings(List.of(texts)));
    }

    /** These beside those that there are. */
    public GenerateOptions withMoreStopStrings(final List<String> texts) {
        final List<String> all = new ArrayList<>(stop.stopStrings());
        all.addAll(texts);
        return withStop(stop.withStopStrings(all));
    }

    public GenerateOptions withChoices(final int count) {
        return new GenerateOptions(sampling, stop, count, beam, truncate, priority);
    }

    public GenerateOptions withBeam(final BeamParameters parameters) {
        return new GenerateOptions(
                sampling, stop, choices, Optional.of(parameters), truncate, priority);
    }

    public GenerateOptions withTruncate(final boolean value) {
        return new GenerateOptions(sampling, stop, choices, beam, value, priority);
    }

    public GenerateOptions withPriority(final int value) {
        return new GenerateOptions(sampling, stop, choices, beam, truncate, value);
    }
}
