package io.vesalius.sampling;

import io.vesalius.base.BadRequestException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the tokens of one sequence. What it chooses is a function of the parameters, the answer's
 * number, the logits and the tokens so far; with Mirostat also of its {@link #snapshot}. One thread
 * at a time, the one that uses its workspace.
 */
public final class Sampler {
    /**
     * What a sampler keeps between tokens.
     *
     * @param mu Mirostat's; NaN without it
     */
    public record State(double mu) {}

    private static final State STATELESS = new State(Double.NaN);

    private final SamplingParameters parameters;
    private final Draws draws;
    private final Workspace workspace;
    private final Optional<ChainTap> tap;
    private final List<ChainLink> chain;
    private final List<ChainLink> edits;
    private final Optional<Mirostat> mirostat;
    private final boolean plain; // the highest logit, nothing else

    /**
     * @param parameters with a seed, unless greedy
     * @param choice which of the request's answers, from 0: each has draws of its own
     * @param workspace may be shared with other samplers of the same thread
     * @throws IllegalArgumentException without a seed
     */
    public Sampler(
            final SamplingParameters parameters, final int choice, final Workspace workspace) {
        this(parameters, choice, workspace, Optional.empty());
    }

    /**
     * @param tap sees the candidates between the links
     */
    public Sampler(
            final SamplingParameters parameters,
            final int choice,
            final Workspace workspace,
            final Optional<ChainTap> tap) {
        if (parameters.seed().isEmpty() && !parameters.greedy()) {
            throw new IllegalArgumentException("parameters without a seed: give them one first");
        }
        this.parameters = parameters;
        this.draws = new Draws(parameters.seed().orElse(0), choice);
        this.workspace = workspace;
        this.tap = tap;
        this.chain = Chain.of(parameters, draws, workspace);
        this.edits = Chain.edits(chain);
        this.plain =
                parameters.greedy()
                        && edits.isEmpty()
                        && tap.isEmpty()
                        && parameters.logProbs().basis() == LogProbParameters.Basis.MODEL;
        this.mirostat =
                parameters.greedy() ? Optional.empty() : parameters.mirostat().map(Mirostat::new);
    }

    /**
     * Chooses the token that follows the history.
     *
     * @param logits `[vocabSize]`, left as they are
     * @param mask which tokens may be chosen
     * @throws BadRequestException if bias and mask leave no token
     * @throws IllegalArgumentException for a row with NaN or +infinity, or without a finite logit
     */
    public Choice sample(
            final float[] logits, final History history, final Optional<TokenMask> mask) {
        if (plain && mask.isEmpty()) {
            return greedyChoice(logits);
        }
        final Candidates candidates = load(logits, history, mask);
        for (final ChainLink link : chain) {
            apply(link, candidates, history);
        }
        mirostat.ifPresent(link -> link.truncate(candidates));
        mirostat.ifPresent(link -> show(Mirostat.LABEL, history, candidates));
        final int drawn =
                parameters.greedy()
                        ? candidates.best()
                        : candidates.draw(draws.uniform(history.length(), Draws.Purpose.TOKEN));
        mirostat.ifPresent(link -> link.learn(candidates, drawn));
        return choice(logits, candidates, drawn);
    }

    /**
     * The likeliest tokens that may follow, for a beam: log-probabilities of the model's
     * distribution after mask, bias, penalties and DRY, before temperature and truncations.
     *
     * @param logits `[vocabSize]`, left as they are
     * @param count how many at most
     * @return by rank
     * @throws BadRequestException if bias and mask leave no token
     * @throws IllegalArgumentException for a row with NaN or +infinity, or without a finite logit
     */
    public List<TokenLogProb> likeliest(
            final float[] logits,
            final History history,
            final Optional<TokenMask> mask,
            final int count) {
        if (edits.isEmpty() && mask.isEmpty() && tap.isEmpty()) {
            return LogProbs.of(logits).top(count);
        }
        final Candidates candidates = load(logits, history, mask);
        for (final ChainLink link : edits) {
            apply(link, candidates, history);
        }
        return top(candidates, count);
    }

    /** Mirostat's state, to be given back to {@link #restore} where tokens are taken back. */
    public State snapshot() {
        return mirostat.isPresent() ? new State(mirostat.get().mu()) : STATELESS;
    }

    /** Goes back to a state of this sampler. */
    public void restore(final State state) {
        mirostat.ifPresent(link -> link.restore(state.mu()));
    }

    private Choice greedyChoice(final float[] logits) {
        int best = 0;
        for (int id = 0; id < logits.length; id++) {
            if (!(logits[id] < Float.POSITIVE_INFINITY)) {
                throw Candidates.poisoned(id, logits[id]);
            }
            best = logits[id] > logits[best] ? id : best;
        }
        if (logits[best] == Float.NEGATIVE_INFINITY) {
            throw nothingLeft(Optional.empty());
        }
        if (!parameters.logProbs().isOn()) {
            return new Choice(best, Double.NaN, List.of());
        }
        return modelChoice(logits, best);
    }

    private Candidates load(
            final float[] logits, final History history, final Optional<TokenMask> mask) {
        final Candidates candidates = workspace.candidates();
        candidates.load(logits);
        mask.ifPresent(allowed -> candidates.retain(i -> allowed.allows(candidates.id(i))));
        if (candidates.size() == 0) {
            throw nothingLeft(mask);
        }
        show(ChainTap.INPUT, history, candidates);
        return candidates;
    }

    private void apply(final ChainLink link, final Candidates candidates, final History history) {
        link.apply(candidates, history);
        if (candidates.size() == 0) {
            throw new BadRequestException(
                    link.label(), link.label() + " forbids every token that may come here");
        }
        show(link.label(), history, candidates);
    }

    private void show(final String link, final History history, final Candidates candidates) {
        if (tap.isPresent()) {
            tap.get().after(link, history, candidates);
        }
    }

    private static RuntimeException nothingLeft(final Optional<TokenMask> mask) {
        return mask.isPresent()
                ? new BadRequestException(
                        "min_tokens", "every token that may come here would end the answer")
                : new IllegalArgumentException("no logit is finite: the row can't be sampled");
    }

    private Choice choice(final float[] logits, final Candidates candidates, final int drawn) {
        final int id = candidates.id(drawn);
        if (!parameters.logProbs().isOn()) {
            return new Choice(id, Double.NaN, List.of());
        }
        return switch (parameters.logProbs().basis()) {
            case MODEL -> modelChoice(logits, id);
            case CHAIN ->
                    new Choice(
                            id,
                            candidates.logProb(drawn),
                            top(candidates, parameters.logProbs().top()));
        };
    }

    private Choice modelChoice(final float[] logits, final int id) {
        final LogProbs logProbs = LogProbs.of(logits);
        return new Choice(id, logProbs.of(id), logProbs.top(parameters.logProbs().top()));
    }

    private static List<TokenLogProb> top(final Candidates candidates, final int count) {
        final Ranking ranked = candidates.ranked();
        final List<TokenLogProb> top = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final int index = ranked.next();
            if (index < 0) {
                break;
            }
            top.add(new TokenLogProb(candidates.id(index), candidates.logProb(index)));
        }
        return List.copyOf(top);
    }
}
