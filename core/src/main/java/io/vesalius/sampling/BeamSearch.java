package io.vesalius.sampling;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Beam search without a model: told what may follow each live beam, it says which beams live on.
 * All live beams have the same length. At each step the extensions of all beams are ranked by (sum
 * of log-probabilities descending, parent ascending, id ascending); an end token among the first
 * `width` completes a hypothesis, the first `width` others live on. A complete hypothesis scores
 * sum / length ^ lengthPenalty, its end token counted (the form of Hugging Face's generate; Wu et
 * al. 2016, arXiv 1609.08144, section 7, has ((5 + length) / 6) ^ alpha). The best `width` are
 * kept, the earlier among equals.
 */
public final class BeamSearch {
    /**
     * A beam that lives on.
     *
     * @param parent its place among the live beams before
     * @param id the token it goes on with
     * @param score sum of its log-probabilities
     */
    public record Extension(int parent, int id, double score) {}

    /**
     * A complete answer.
     *
     * @param tokens with their log-probabilities, the end token included
     * @param logProb their sum
     * @param score by which hypotheses are compared
     * @param ended whether by an end token; else it was as long as can be
     */
    public record Hypothesis(
            List<TokenLogProb> tokens, double logProb, double score, boolean ended) {}

    /** A live beam: its tokens, the last one first. */
    private record Beam(@Nullable Beam parent, TokenLogProb last, double score) {}

    private record Candidate(int parent, TokenLogProb token, double score) {}

    private static final Comparator<Candidate> BY_RANK =
            Comparator.comparingDouble((final Candidate candidate) -> -candidate.score())
                    .thenComparingInt(Candidate::parent)
                    .thenComparingInt(candidate -> candidate.token().id());

    private final BeamParameters parameters;
    private final Set<Integer> endIds;
    private final int maxTokens;
    private final List<Hypothesis> finished = new ArrayList<>();
    private List<@Nullable Beam> live = Collections.singletonList(null);
    private int length;

    /**
     * Starts with one live beam, of no tokens.
     *
     * @param endIds tokens that complete a hypothesis
     * @param maxTokens the length at which the search ends
     */
    public BeamSearch(
            final BeamParameters parameters,
            final Collection<Integer> endIds,
            final int maxTokens) {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("beams of at most " + maxTokens + " tokens");
        }
        this.parameters = parameters;
        this.endIds = Set.copyOf(endIds);
        this.maxTokens = maxTokens;
    }

    /** How many followers of each beam have to be known, unless the vocabulary has fewer. */
    public int candidatesPerBeam() {
        return parameters.width() + endIds.size();
    }

    public int liveCount() {
        return live.size();
    }

    /** Whether no further step can change what {@link #finish} returns, or none may follow. */
    public boolean done() {
        if (live.isEmpty() || length >= maxTokens) {
            return true;
        }
        if (finished.size() < parameters.width()) {
            return false;
        }
        return switch (parameters.earlyStop()) {
            case FIRST -> true;
            case PRESENT_LENGTH -> !liveCouldEnter(length);
            case NEVER_BETTER ->
                    !liveCouldEnter(parameters.lengthPenalty() > 0 ? maxTokens : length + 1);
        };
    }

    /** Whether the best live beam, at this length and no less likely, beats a kept hypothesis. */
    private boolean liveCouldEnter(final int atLength) {
        return score(live.getFirst().score(), atLength) > finished.getLast().score();
    }

    private double score(final double logProb, final int atLength) {
        return logProb / StrictMath.pow(atLength, parameters.lengthPenalty());
    }

    /**
     * One token more.
     *
     * @param followers for each live beam its likeliest next tokens by rank: {@link
     *     #candidatesPerBeam} of them, or all there are
     * @return the beams that live now, best first; each is given followers in this order at the
     *     next step
     * @throws IllegalStateException when the search is done
     */
    public List<Extension> step(final List<List<TokenLogProb>> followers) {
        if (done()) {
            throw new IllegalStateException("the search is done");
        }
        if (followers.size() != live.size()) {
            throw new IllegalArgumentException(
                    "followers of %d beams, but %d live".formatted(followers.size(), live.size()));
        }
        length++;
        final List<Candidate> ranked = ranked(followers);
        final List<Extension> extensions = new ArrayList<>();
        final List<Beam> next = new ArrayList<>();
        for (int rank = 0; rank < ranked.size() && next.size() < parameters.width(); rank++) {
            final Candidate candidate = ranked.get(rank);
            final int id = candidate.token().id();
            final Beam beam =
                    new Beam(live.get(candidate.parent()), candidate.token(), candidate.score());
            if (!endIds.contains(id)) {
                next.add(beam);
                extensions.add(new Extension(candidate.parent(), id, candidate.score()));
            } else if (rank < parameters.width()) {
                complete(beam, true);
            }
        }
        live = next;
        return List.copyOf(extensions);
    }

    /**
     * Completes live beams for a reason of their own, such as a stop string in their text.
     *
     * @param places among the beams that the last {@link #step} returned, ascending
     */
    public void end(final List<Integer> places) {
        final List<Beam> next = new ArrayList<>(live);
        for (final int place : places) {
            complete(live.get(place), true);
        }
        for (final int place : places.reversed()) {
            next.remove(place);
        }
        live = next;
    }

    private List<Candidate> ranked(final List<List<TokenLogProb>> followers) {
        final List<Candidate> candidates = new ArrayList<>();
        for (int parent = 0; parent < followers.size(); parent++) {
            final Beam beam = live.get(parent);
            final double sum = beam == null ? 0 : beam.score();
            for (final TokenLogProb token : followers.get(parent)) {
                candidates.add(new Candidate(parent, token, sum + token.logProb()));
            }
        }
        candidates.sort(BY_RANK);
        return candidates;
    }

    private void complete(final Beam beam, final boolean ended) {
        final double score = score(beam.score(), length);
        int place = finished.size();
        while (place > 0 && finished.get(place - 1).score() < score) {
            place--;
        }
        if (place < parameters.width()) {
            finished.add(place, new Hypothesis(tokens(beam), beam.score(), score, ended));
        }
        if (finished.size() > parameters.width()) {
            finished.removeLast();
        }
    }

    private static List<TokenLogProb> tokens(final Beam beam) {
        final List<TokenLogProb> tokens = new ArrayList<>();
        for (Beam at = beam; at != null; at = at.parent()) {
            tokens.add(at.last());
        }
        return List.copyOf(tokens.reversed());
    }

    /**
     * Ends the search; live beams count as complete, unless it was {@link #done} before its longest
     * length.
     *
     * @return the best hypotheses, best first, at most `nBest`
     */
    public List<Hypothesis> finish() {
        if (length > 0 && (length >= maxTokens || !done())) {
            live.forEach(beam -> complete(beam, false));
        }
        live = List.of();
        return List.copyOf(finished.subList(0, Math.min(parameters.nBest(), finished.size())));
    }
}
