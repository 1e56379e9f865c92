package io.vesalius.sampling;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How each token is chosen. Immutable and valid: every value was checked. The chain's order and
 * arithmetic are in the package's description.
 *
 * @param temperature divides the logits; 0 for greedy
 * @param logitBias added to the logits of token ids; -infinity forbids one
 * @param order of the links; those that aren't in it are left out
 * @param seed of the draws; empty until whoever takes the request gives it one
 */
public record SamplingParameters(
        double temperature,
        TruncationParameters truncation,
        PenaltyParameters penalties,
        DryParameters dry,
        XtcParameters xtc,
        Optional<MirostatParameters> mirostat,
        Map<Integer, Float> logitBias,
        List<Link> order,
        OptionalLong seed,
        LogProbParameters logProbs) {
    /** The smallest temperature but 0: logits divided by it are still finite. */
    public static final double MIN_TEMPERATURE = 1e-45;

    public static final double MAX_TEMPERATURE = 100;
    public static final int MAX_LOGIT_BIASES = 1024;
    public static final float MAX_LOGIT_BIAS = 100;

    /** The model's own distribution: temperature 1, nothing else. What OpenAI's API starts from. */
    public static final SamplingParameters NEUTRAL =
            new SamplingParameters(
                    1,
                    TruncationParameters.OFF,
                    PenaltyParameters.OFF,
                    DryParameters.OFF,
                    XtcParameters.OFF,
                    Optional.empty(),
                    Map.of(),
                    Link.DEFAULT_ORDER,
                    OptionalLong.empty(),
                    LogProbParameters.OFF);

    /** llama.cpp's: temperature 0.8, top_k 40, top_p 0.95, min_p 0.05. */
    public static final SamplingParameters DEFAULT =
            NEUTRAL.toBuilder().temperature(0.8).topK(40).topP(0.95).minP(0.05).build();

    /** Always the likeliest token. */
    public static final SamplingParameters GREEDY = NEUTRAL.toBuilder().temperature(0).build();

    /**
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    public SamplingParameters {
        Objects.requireNonNull(truncation, "truncation");
        Objects.requireNonNull(penalties, "penalties");
        Objects.requireNonNull(dry, "dry");
        Objects.requireNonNull(xtc, "xtc");
        Objects.requireNonNull(mirostat, "mirostat");
        Objects.requireNonNull(seed, "seed");
        Objects.requireNonNull(logProbs, "logProbs");
        checkTemperature(temperature);
        logitBias = checkedBias(logitBias);
        order = Link.checked(order);
    }

    private static void checkTemperature(final double temperature) {
        if (temperature != 0
                && !(temperature >= MIN_TEMPERATURE && temperature <= MAX_TEMPERATURE)) {
            throw Checks.refused(
                    "temperature",
                    temperature,
                    "0 (greedy), or from " + MIN_TEMPERATURE + " to " + (int) MAX_TEMPERATURE);
        }
    }

    private static Map<Integer, Float> checkedBias(final Map<Integer, Float> bias) {
        if (bias.size() > MAX_LOGIT_BIASES) {
            throw Checks.refused(
                    "logit_bias", bias.size() + " entries", "at most " + MAX_LOGIT_BIASES);
        }
        final String allowed =
                "from -%1$d to %1$d, or -infinity to forbid the token"
                        .formatted((int) MAX_LOGIT_BIAS);
        bias.forEach(
                (id, value) -> {
                    if (id < 0) {
                        throw Checks.refused("logit_bias", "token id " + id, "ids from 0");
                    }
                    if (value != Float.NEGATIVE_INFINITY && !(Math.abs(value) <= MAX_LOGIT_BIAS)) {
                        throw Checks.refused("logit_bias", value + " for token " + id, allowed);
                    }
                });
        return Map.copyOf(bias);
    }

    /** Whether no draw is made. */
    public boolean greedy() {
        return temperature == 0;
    }

    /**
     * Checks token ids against a vocabulary.
     *
     * @throws io.vesalius.base.BadRequestException for an id that isn't in it
     */
    public void check(final int vocabSize) {
        logitBias.keySet().stream().sorted().forEach(id -> Checks.id("logit_bias", id, vocabSize));
    }

    public SamplingParameters withSeed(final long value) {
        return toBuilder().seed(value).build();
    }

    /** With log-probabilities of the chosen token and this many of the likeliest; -1 for none. */
    public SamplingParameters withLogProbs(final int top) {
        return toBuilder().logProbs(top).build();
    }

    /** A builder that starts from {@link #DEFAULT}. */
    public static SamplingBuilder builder() {
        return DEFAULT.toBuilder();
    }

    public SamplingBuilder toBuilder() {
        return new SamplingBuilder(this);
    }
}
