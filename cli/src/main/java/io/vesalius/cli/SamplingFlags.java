package io.vesalius.cli;

import io.vesalius.sampling.DryParameters;
import io.vesalius.sampling.LogProbParameters;
import io.vesalius.sampling.MirostatParameters;
import io.vesalius.sampling.PenaltyParameters;
import io.vesalius.sampling.SamplingBuilder;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.XtcParameters;

import picocli.CommandLine.Option;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How each token is chosen. The engine's defaults, and its checks. */
final class SamplingFlags {
    @Option(
            names = {"--temperature", "--temp"},
            paramLabel = "T",
            description =
                    "Divides the logits: below 1 surer, above 1 wilder, 0 always the likeliest"
                            + " token. Default: ${DEFAULT-VALUE}.")
    private double temperature = SamplingParameters.DEFAULT.temperature();

    @Option(
            names = "--top-k",
            paramLabel = "N",
            description = "Keep the N likeliest tokens; 0 keeps all. Default: ${DEFAULT-VALUE}.")
    private int topK = SamplingParameters.DEFAULT.truncation().topK();

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description =
                    "Keep the likeliest tokens that together reach this probability; 1 keeps all."
                            + " Default: ${DEFAULT-VALUE}.")
    private double topP = SamplingParameters.DEFAULT.truncation().topP();

    @Option(
            names = "--min-p",
            paramLabel = "P",
            description =
                    "Keep tokens at least this fraction as likely as the likeliest; 0 keeps all."
                            + " Default: ${DEFAULT-VALUE}.")
    private double minP = SamplingParameters.DEFAULT.truncation().minP();

    @Option(
            names = "--typical",
            paramLabel = "P",
            description =
                    "Keep the least surprising and least obvious tokens that reach this"
                            + " probability; 1 keeps all. Default: ${DEFAULT-VALUE}.")
    private double typical = SamplingParameters.DEFAULT.truncation().typicalP();

    @Option(
            names = "--repetition-penalty",
            paramLabel = "X",
            description =
                    "Divides the logits of tokens that occurred; 1 is off. Default:"
                            + " ${DEFAULT-VALUE}.")
    private double repetitionPenalty = PenaltyParameters.OFF.repetition();

    @Option(
            names = "--presence-penalty",
            paramLabel = "X",
            description =
                    "Subtracted from the logits of tokens that occurred. Default:"
                            + " ${DEFAULT-VALUE}.")
    private double presencePenalty = PenaltyParameters.OFF.presence();

    @Option(
            names = "--frequency-penalty",
            paramLabel = "X",
            description = "The same, as often as they occurred. Default: ${DEFAULT-VALUE}.")
    private double frequencyPenalty = PenaltyParameters.OFF.frequency();

    @Option(
            names = "--penalty-last-n",
            paramLabel = "N",
            description =
                    "How far back these three look; -1 for everything. Default: ${DEFAULT-VALUE}.")
    private int penaltyLastN = PenaltyParameters.OFF.lastN();

    @Option(
            names = "--dry-multiplier",
            paramLabel = "X",
            description =
                    "Strength of DRY, which penalises tokens that would go on with a repetition;"
                            + " 0 is off, 0.8 is usual. Default: ${DEFAULT-VALUE}.")
    private double dryMultiplier = DryParameters.OFF.multiplier();

    @Option(
            names = "--dry-base",
            paramLabel = "X",
            description = "How fast it grows with the repetition. Default: ${DEFAULT-VALUE}.")
    private double dryBase = DryParameters.OFF.base();

    @Option(
            names = "--dry-allowed-length",
            paramLabel = "N",
            description = "Repetitions shorter than this are free. Default: ${DEFAULT-VALUE}.")
    private int dryAllowedLength = DryParameters.OFF.allowedLength();

    @Option(
            names = "--dry-last-n",
            paramLabel = "N",
            description = "How far back it looks; -1 for everything. Default: ${DEFAULT-VALUE}.")
    private int dryLastN = DryParameters.OFF.lastN();

    @Option(
            names = "--dry-breaker",
            paramLabel = "TEXT",
            description =
                    "A repetition doesn't reach across this text; may be given many times."
                            + " Default: line ends, colons, double quotes and asterisks.")
    private List<String> dryBreakers = DryParameters.OFF.breakers();

    @Option(
            names = "--xtc-probability",
            paramLabel = "P",
            description =
                    "How often the likeliest tokens are left out; 0 is off. Default:"
                            + " ${DEFAULT-VALUE}.")
    private double xtcProbability = XtcParameters.OFF.probability();

    @Option(
            names = "--xtc-threshold",
            paramLabel = "P",
            description =
                    "Tokens at least this likely are left out, but for the last. Default:"
                            + " ${DEFAULT-VALUE}.")
    private double xtcThreshold = XtcParameters.OFF.threshold();

    @Option(
            names = "--mirostat",
            description =
                    "Steer the surprise of the text to a target (Mirostat 2), instead of top-k,"
                            + " typical, top-p, min-p and XTC.")
    private boolean mirostat;

    @Option(
            names = "--mirostat-tau",
            paramLabel = "X",
            description = "Its target, in bits a token. Default: ${DEFAULT-VALUE}.")
    private double mirostatTau = MirostatParameters.USUAL.tau();

    @Option(
            names = "--mirostat-eta",
            paramLabel = "X",
            description = "How fast it learns. Default: ${DEFAULT-VALUE}.")
    private double mirostatEta = MirostatParameters.USUAL.eta();

    @Option(
            names = "--logit-bias",
            paramLabel = "ID=X",
            converter = {TokenIdConverter.class, BiasConverter.class},
            description =
                    "Added to the logit of a token id; -inf forbids it. May be given many times.")
    private Map<Integer, Float> logitBias = new HashMap<>();

    @Option(
            names = "--order",
            paramLabel = "LINKS",
            description =
                    "The order in which these are applied; those not named are left out. Default:"
                            + " penalties;dry;top_k;typical;top_p;min_p;xtc;temperature.")
    private Optional<String> order = Optional.empty();

    @Option(
            names = {"-s", "--seed"},
            paramLabel = "N",
            description =
                    "The same seed gives the same text, on every machine. Default: a random one,"
                            + " which is shown.")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--log-probs",
            paramLabel = "K",
            description =
                    "With --json: log-probabilities of the chosen token and of the K likeliest, up"
                            + " to 20.")
    private int logProbs = LogProbParameters.OFF.top();

    /**
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    SamplingParameters parameters() {
        final SamplingBuilder builder =
                SamplingParameters.builder()
                        .temperature(temperature)
                        .topK(topK)
                        .topP(topP)
                        .minP(minP)
                        .typicalP(typical)
                        .repetitionPenalty(repetitionPenalty)
                        .presencePenalty(presencePenalty)
                        .frequencyPenalty(frequencyPenalty)
                        .penaltyLastN(penaltyLastN)
                        .dryMultiplier(dryMultiplier)
                        .dryBase(dryBase)
                        .dryAllowedLength(dryAllowedLength)
                        .dryLastN(dryLastN)
                        .dryBreakers(dryBreakers)
                        .xtcProbability(xtcProbability)
                        .xtcThreshold(xtcThreshold)
                        .logitBias(logitBias)
                        .logProbs(logProbs);
        if (mirostat) {
            builder.mirostat(Optional.of(new MirostatParameters(mirostatTau, mirostatEta)));
        }
        order.ifPresent(builder::order);
        seed.ifPresent(builder::seed);
        return builder.build();
    }

    /** Whether log-probabilities were asked for. */
    boolean wantsLogProbs() {
        return logProbs >= 0;
    }
}
