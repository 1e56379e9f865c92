package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.vesalius.sampling.BeamParameters.EarlyStop;
import io.vesalius.sampling.BeamSearch.Extension;
import io.vesalius.sampling.BeamSearch.Hypothesis;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Beam search over made-up language models whose logits are a function of all tokens so far. */
final class BeamSearchTest {
    private static final int END = 0;

    private record Model(long seed, int vocabSize) {
        List<TokenLogProb> followers(final List<Integer> ids, final int count) {
            return LogProbs.of(Rows.random(vocabSize, 2, seed * 1_000_003 + ids.hashCode()))
                    .top(count);
        }
    }

    private record Outcome(List<Hypothesis> best, int steps) {}

    private static Outcome search(
            final Model model, final BeamParameters parameters, final int maxTokens) {
        final BeamSearch search = new BeamSearch(parameters, Set.of(END), maxTokens);
        List<List<Integer>> live = List.of(List.of());
        int steps = 0;
        while (!search.done()) {
            assertThat(search.liveCount()).isEqualTo(live.size());
            final List<List<TokenLogProb>> followers = new ArrayList<>();
            live.forEach(ids -> followers.add(model.followers(ids, search.candidatesPerBeam())));
            final List<List<Integer>> next = new ArrayList<>();
            for (final Extension extension : search.step(followers)) {
                next.add(extended(live.get(extension.parent()), extension.id()));
            }
            live = next;
            steps++;
        }
        return new Outcome(search.finish(), steps);
    }

    private static List<Integer> extended(final List<Integer> ids, final int id) {
        final List<Integer> longer = new ArrayList<>(ids);
        longer.add(id);
        return longer;
    }

    private static List<Integer> ids(final Hypothesis hypothesis) {
        return hypothesis.tokens().stream().map(TokenLogProb::id).toList();
    }

    /** Scores of everything the model can say, best first. */
    private static List<Double> allScores(
            final Model model, final int maxTokens, final double lengthPenalty) {
        final List<Double> scores = new ArrayList<>();
        collect(model, List.of(), 0, maxTokens, lengthPenalty, scores);
        scores.sort(Comparator.reverseOrder());
        return scores;
    }

    private static void collect(
            final Model model,
            final List<Integer> ids,
            final double sum,
            final int maxTokens,
            final double lengthPenalty,
            final List<Double> scores) {
        if (ids.size() == maxTokens || (!ids.isEmpty() && ids.getLast() == END)) {
            scores.add(sum / StrictMath.pow(ids.size(), lengthPenalty));
            return;
        }
        for (final TokenLogProb token : model.followers(ids, model.vocabSize())) {
            collect(
                    model,
                    extended(ids, token.id()),
                    sum + token.logProb(),
                    maxTokens,
                    lengthPenalty,
                    scores);
        }
    }

    @Test
    void a_wide_search_finds_what_an_exhaustive_one_finds() {
        for (long seed = 0; seed < 300; seed++) {
            final double penalty = new Random(seed).nextInt(9) / 2.0 - 2;
            final Model model = new Model(seed, 4);
            final BeamParameters parameters =
                    new BeamParameters(16, penalty, 3, EarlyStop.NEVER_BETTER);
            final List<Double> best =
                    search(model, parameters, 3).best().stream().map(Hypothesis::score).toList();
            assertThat(best)
                    .as("seed " + seed)
                    .isEqualTo(allScores(model, 3, penalty).subList(0, 3));
        }
    }

    @Test
    void a_beam_of_one_is_greedy() {
        for (long seed = 0; seed < 200; seed++) {
            final Model model = new Model(seed, 6);
            final List<Integer> greedy = new ArrayList<>();
            while (greedy.size() < 8 && (greedy.isEmpty() || greedy.getLast() != END)) {
                greedy.add(model.followers(greedy, 1).getFirst().id());
            }
            final Outcome outcome = search(model, new BeamParameters(1, 1, 1, EarlyStop.FIRST), 8);
            assertThat(ids(outcome.best().getFirst())).as("seed " + seed).isEqualTo(greedy);
        }
    }

    /** The definition, with everything kept until the longest length. */
    private static List<Double> defined(
            final Model model, final BeamParameters parameters, final int maxTokens) {
        record Beam(List<Integer> ids, double sum) {}
        List<Beam> live = List.of(new Beam(List.of(), 0));
        final List<Double> scores = new ArrayList<>();
        for (int length = 1; length <= maxTokens; length++) {
            final List<Beam> all = new ArrayList<>();
            for (final Beam beam : live) {
                for (final TokenLogProb token : model.followers(beam.ids(), model.vocabSize())) {
                    all.add(
                            new Beam(
                                    extended(beam.ids(), token.id()),
                                    beam.sum() + token.logProb()));
                }
            }
            all.sort(Comparator.comparingDouble((final Beam beam) -> -beam.sum()));
            for (final Beam beam : all.subList(0, Math.min(all.size(), parameters.width()))) {
                if (beam.ids().getLast() == END) {
                    scores.add(beam.sum() / StrictMath.pow(length, parameters.lengthPenalty()));
                }
            }
            live =
                    all.stream()
                            .filter(beam -> beam.ids().getLast() != END)
                            .limit(parameters.width())
                            .toList();
        }
        live.forEach(
                beam ->
                        scores.add(
                                beam.sum()
                                        / StrictMath.pow(maxTokens, parameters.lengthPenalty())));
        scores.sort(Comparator.reverseOrder());
        return scores.subList(0, parameters.nBest());
    }

    @Test
    void stopping_when_nothing_better_can_come_misses_nothing() {
        int shorter = 0;
        for (long seed = 0; seed < 400; seed++) {
            final Random random = new Random(seed);
            final int width = 1 + random.nextInt(5);
            final BeamParameters parameters =
                    new BeamParameters(
                            width,
                            random.nextInt(7) / 2.0 - 1,
                            1 + random.nextInt(width),
                            EarlyStop.NEVER_BETTER);
            final Model model = new Model(seed, 5);
            final Outcome outcome = search(model, parameters, 9);
            assertThat(outcome.best().stream().map(Hypothesis::score).toList())
                    .as("seed " + seed)
                    .isEqualTo(defined(model, parameters, 9));
            shorter += outcome.steps() < 9 ? 1 : 0;
        }
        assertThat(shorter).isGreaterThan(100);
    }

    @Test
    void earlier_stops_take_fewer_steps_and_never_score_better() {
        int fewer = 0;
        for (long seed = 0; seed < 200; seed++) {
            final Model model = new Model(seed, 5);
            final Outcome first = search(model, new BeamParameters(3, 1, 1, EarlyStop.FIRST), 12);
            final Outcome present =
                    search(model, new BeamParameters(3, 1, 1, EarlyStop.PRESENT_LENGTH), 12);
            final Outcome never =
                    search(model, new BeamParameters(3, 1, 1, EarlyStop.NEVER_BETTER), 12);
            assertThat(first.steps()).isLessThanOrEqualTo(present.steps());
            assertThat(present.steps()).isLessThanOrEqualTo(never.steps());
            assertThat(first.best().getFirst().score())
                    .isLessThanOrEqualTo(never.best().getFirst().score());
            fewer += first.steps() < never.steps() ? 1 : 0;
        }
        assertThat(fewer).isGreaterThan(20);
    }

    private static List<TokenLogProb> tokens(final double... logProbs) {
        final List<TokenLogProb> tokens = new ArrayList<>();
        for (int id = 0; id < logProbs.length; id++) {
            tokens.add(new TokenLogProb(id, logProbs[id]));
        }
        tokens.sort(Comparator.comparingDouble((final TokenLogProb token) -> -token.logProb()));
        return tokens;
    }

    @Test
    void ties_go_to_the_lower_parent_then_the_lower_id() {
        final BeamSearch search = new BeamSearch(BeamParameters.ofWidth(2), Set.of(9), 5);
        assertThat(search.step(List.of(tokens(-2, -1, -1))))
                .containsExactly(new Extension(0, 1, -1), new Extension(0, 2, -1));
        assertThat(search.step(List.of(tokens(-1, -1), tokens(-1, -1))))
                .containsExactly(new Extension(0, 0, -2), new Extension(0, 1, -2));
    }

    @Test
    void an_end_token_completes_only_among_the_first_of_the_step() {
        final BeamSearch search =
                new BeamSearch(new BeamParameters(2, 0, 2, EarlyStop.FIRST), Set.of(0), 3);
        assertThat(search.step(List.of(tokens(-3, -1, -2, -4))))
                .extracting(Extension::id)
                .containsExactly(1, 2);
        assertThat(search.step(List.of(tokens(-1, -2, -9), tokens(-8, -9, -9))))
                .containsExactly(new Extension(0, 1, -3), new Extension(0, 2, -10));
        final Hypothesis best = search.finish().getFirst();
        assertThat(ids(best)).containsExactly(1, 0);
        assertThat(best.ended()).isTrue();
        assertThat(best.logProb()).isEqualTo(-2);
    }

    @Test
    void the_length_penalty_divides_by_its_power_of_the_length() {
        final BeamSearch search =
                new BeamSearch(new BeamParameters(1, 2, 1, EarlyStop.FIRST), Set.of(0), 9);
        search.step(List.of(tokens(-9, -1)));
        search.step(List.of(tokens(-2, -9)));
        assertThat(search.finish().getFirst().score()).isCloseTo(-3.0 / 4, offset(1e-15));
    }

    @Test
    void beams_of_the_longest_length_count_as_they_are() {
        final BeamSearch search = new BeamSearch(BeamParameters.ofWidth(1), Set.of(0), 2);
        search.step(List.of(tokens(-9, -1)));
        search.step(List.of(tokens(-9, -1)));
        assertThat(search.done()).isTrue();
        final Hypothesis best = search.finish().getFirst();
        assertThat(best.ended()).isFalse();
        assertThat(best.score()).isEqualTo(-1);
        assertThatThrownBy(() -> search.step(List.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_search_that_is_cut_short_gives_what_it_has() {
        final BeamSearch search = new BeamSearch(BeamParameters.ofWidth(2), Set.of(0), 9);
        search.step(List.of(tokens(-1, -2, -3)));
        assertThat(search.finish()).singleElement().extracting(Hypothesis::score).isEqualTo(-1.0);
        assertThat(new BeamSearch(BeamParameters.ofWidth(2), Set.of(0), 9).finish()).isEmpty();
    }

    @Test
    void the_wrong_number_of_followers_is_an_error() {
        final BeamSearch search = new BeamSearch(BeamParameters.ofWidth(2), Set.of(0), 9);
        assertThatThrownBy(() -> search.step(Arrays.asList(tokens(-1), tokens(-1))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
