package io.vesalius.server.api;

import io.vesalius.GenerateOptions;
import io.vesalius.sampling.BeamParameters;
import io.vesalius.sampling.MirostatParameters;
import io.vesalius.sampling.SamplingBuilder;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.server.http.ApiError;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** From a request's parameters to the engine's: OpenAI's defaults, the engine's checks. */
final class OptionReader {
    private OptionReader() {}

    /**
     * @param logProbs how many of the likeliest tokens are reported; -1 for no log-probabilities
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    static GenerateOptions options(final Body body, final int logProbs) {
        final boolean beam = body.flag("use_beam_search", false);
        final int choices = body.whole("n", 1);
        return new GenerateOptions(
                sampling(body, logProbs),
                stop(body),
                beam ? 1 : choices,
                beam ? Optional.of(beam(body, choices)) : Optional.empty(),
                body.whole("truncate_prompt_tokens", 0) == -1,
                body.whole("priority", 0));
    }

    private static SamplingParameters sampling(final Body body, final int logProbs) {
        final SamplingParameters usual = SamplingParameters.NEUTRAL;
        final SamplingBuilder builder =
                usual.toBuilder()
                        .temperature(body.real("temperature", usual.temperature()))
                        .topK(Math.max(0, body.whole("top_k", 0)))
                        .topP(body.real("top_p", 1))
                        .minP(body.real("min_p", 0))
                        .typicalP(body.real("typical_p", 1))
                        .repetitionPenalty(body.real("repetition_penalty", 1))
                        .presencePenalty(body.real("presence_penalty", 0))
                        .frequencyPenalty(body.real("frequency_penalty", 0))
                        .penaltyLastN(body.whole("penalty_last_n", usual.penalties().lastN()))
                        .dryMultiplier(body.real("dry_multiplier", usual.dry().multiplier()))
                        .dryBase(body.real("dry_base", usual.dry().base()))
                        .dryAllowedLength(
                                body.whole("dry_allowed_length", usual.dry().allowedLength()))
                        .dryLastN(body.whole("dry_last_n", usual.dry().lastN()))
                        .xtcProbability(body.real("xtc_probability", usual.xtc().probability()))
                        .xtcThreshold(body.real("xtc_threshold", usual.xtc().threshold()))
                        .logitBias(logitBias(body))
                        .logProbs(logProbs);
        if (body.has("dry_sequence_breakers")) {
            builder.dryBreakers(body.texts("dry_sequence_breakers"));
        }
        if (body.has("mirostat_tau")) {
            builder.mirostat(
                    Optional.of(
                            new MirostatParameters(
                                    body.real("mirostat_tau", 0),
                                    body.real("mirostat_eta", MirostatParameters.USUAL.eta()))));
        }
        body.wide("seed").ifPresent(builder::seed);
        return builder.build();
    }

    private static Map<Integer, Float> logitBias(final Body body) {
        final Map<Integer, Float> biases = new HashMap<>();
        for (final Map.Entry<String, JsonNode> each :
                body.members("logit_bias").object().properties()) {
            biases.put(tokenId(each.getKey()), each.getValue().floatValue());
        }
        return biases;
    }

    private static int tokenId(final String name) {
        if (name.matches("\\d{1,9}")) {
            return Integer.parseInt(name);
        }
        throw ApiError.invalid(
                "logit_bias",
                "logit_bias has a member that is no token id: they are whole numbers");
    }

    private static StopParameters stop(final Body body) {
        return new StopParameters(
                maxTokens(body),
                body.whole("min_tokens", 0),
                body.texts("stop"),
                Set.copyOf(body.wholes("stop_token_ids")),
                body.flag("ignore_eos", false));
    }

    private static OptionalInt maxTokens(final Body body) {
        final int newer = body.whole("max_completion_tokens", 0);
        final int most = newer > 0 ? newer : body.whole("max_tokens", 0);
        return most > 0 ? OptionalInt.of(most) : OptionalInt.empty();
    }

    private static BeamParameters beam(final Body body, final int width) {
        if (body.flag("stream", false)) {
            throw ApiError.invalid(
                    "stream", "stream is true: with use_beam_search the answer comes as a whole");
        }
        return new BeamParameters(
                width,
                body.real("length_penalty", 1),
                width,
                BeamParameters.EarlyStop.NEVER_BETTER);
    }
}
