package io.vesalius.sampling;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Collects {@link SamplingParameters}, one named value at a time; checked when built. */
public final class SamplingBuilder {
    private double temperature;
    private int topK;
    private double topP;
    private double minP;
    private double typicalP;
    private double repetitionPenalty;
    private double presencePenalty;
    private double frequencyPenalty;
    private int penaltyLastN;
    private double dryMultiplier;
    private double dryBase;
    private int dryAllowedLength;
    private int dryLastN;
    private List<String> dryBreakers;
    private double xtcProbability;
    private double xtcThreshold;
    private Optional<MirostatParameters> mirostat;
    private Map<Integer, Float> logitBias;
    private List<Link> order;
    private OptionalLong seed;
    private LogProbParameters logProbs;

    SamplingBuilder(final SamplingParameters from) {
        temperature = from.temperature();
        topK = from.truncation().topK();
        topP = from.truncation().topP();
        minP = from.truncation().minP();
        typicalP = from.truncation().typicalP();
        repetitionPenalty = from.penalties().repetition();
        presencePenalty = from.penalties().presence();
        frequencyPenalty = from.penalties().frequency();
        penaltyLastN = from.penalties().lastN();
        dryMultiplier = from.dry().multiplier();
        dryBase = from.dry().base();
        dryAllowedLength = from.dry().allowedLength();
        dryLastN = from.dry().lastN();
        dryBreakers = from.dry().breakers();
        xtcProbability = from.xtc().probability();
        xtcThreshold = from.xtc().threshold();
        mirostat = from.mirostat();
        logitBias = from.logitBias();
        order = from.order();
        seed = from.seed();
        logProbs = from.logProbs();
    }

    /** Divides the logits; 0 for greedy. */
    public SamplingBuilder temperature(final double value) {
        temperature = value;
        return this;
    }

    /** Keeps this many; 0 for all. */
    public SamplingBuilder topK(final int value) {
        topK = value;
        return this;
    }

    /** 1 for off. */
    public SamplingBuilder topP(final double value) {
        topP = value;
        return this;
    }

    /** 0 for off. */
    public SamplingBuilder minP(final double value) {
        minP = value;
        return this;
    }

    /** 1 for off. */
    public SamplingBuilder typicalP(final double value) {
        typicalP = value;
        return this;
    }

    /** 1 for off. */
    public SamplingBuilder repetitionPenalty(final double value) {
        repetitionPenalty = value;
        return this;
    }

    /** 0 for off. */
    public SamplingBuilder presencePenalty(final double value) {
        presencePenalty = value;
        return this;
    }

    /** 0 for off. */
    public SamplingBuilder frequencyPenalty(final double value) {
        frequencyPenalty = value;
        return this;
    }

    /** Of the three penalties; -1 for all tokens. */
    public SamplingBuilder penaltyLastN(final int value) {
        penaltyLastN = value;
        return this;
    }

    /** 0 for off. */
    public SamplingBuilder dryMultiplier(final double value) {
        dryMultiplier = value;
        return this;
    }

    public SamplingBuilder dryBase(final double value) {
        dryBase = value;
        return this;
    }

    public SamplingBuilder dryAllowedLength(final int value) {
        dryAllowedLength = value;
        return this;
    }

    /** -1 for all tokens. */
    public SamplingBuilder dryLastN(final int value) {
        dryLastN = value;
        return this;
    }

    public SamplingBuilder dryBreakers(final List<String> value) {
        dryBreakers = value;
        return this;
    }

    /** 0 for off. */
    public SamplingBuilder xtcProbability(final double value) {
        xtcProbability = value;
        return this;
    }

    public SamplingBuilder xtcThreshold(final double value) {
        xtcThreshold = value;
        return this;
    }

    /** Empty for off. */
    public SamplingBuilder mirostat(final Optional<MirostatParameters> value) {
        mirostat = value;
        return this;
    }

    public SamplingBuilder logitBias(final Map<Integer, Float> value) {
        logitBias = value;
        return this;
    }

    /** Of the chain. */
    public SamplingBuilder order(final List<Link> value) {
        order = value;
        return this;
    }

    public SamplingBuilder seed(final OptionalLong value) {
        seed = value;
        return this;
    }

    public SamplingBuilder logProbs(final LogProbParameters value) {
        logProbs = value;
        return this;
    }

    public SamplingBuilder seed(final long value) {
        return seed(OptionalLong.of(value));
    }

    /** Of the model's distribution: this many of the likeliest tokens; -1 for none. */
    public SamplingBuilder logProbs(final int top) {
        return logProbs(new LogProbParameters(top, LogProbParameters.Basis.MODEL));
    }

    /** Links by name, as {@link Link#parse} reads them. */
    public SamplingBuilder order(final String names) {
        return order(Link.parse(names));
    }

    /**
     * @throws io.vesalius.base.BadRequestException for the first value out of its range
     */
    public SamplingParameters build() {
        return new SamplingParameters(
                temperature,
                new TruncationParameters(topK, topP, minP, typicalP),
                new PenaltyParameters(
                        repetitionPenalty, presencePenalty, frequencyPenalty, penaltyLastN),
                new DryParameters(dryMultiplier, dryBase, dryAllowedLength, dryLastN, dryBreakers),
                new XtcParameters(xtcProbability, xtcThreshold),
                mirostat,
                logitBias,
                order,
                seed,
                logProbs);
    }
}
