package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.kernel.Definition;
import io.vesalius.kernel.Reordered;
import io.vesalius.kernel.Verbs;
import io.vesalius.sampling.BeamParameters;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.tensor.DType;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** What the journal proves: that a replay is the same computation, or isn't. */
@Timeout(60)
class JournalTest {
    private static final int[] PROMPT = IntStream.range(10, 110).toArray();
    private static final StopParameters STOP =
            StopParameters.DEFAULT.withMaxTokens(12).withIgnoreEos(true);
    private static final Request GREEDY = Request.of(PROMPT, SamplingParameters.GREEDY, STOP);

    @TempDir private Path folder;
    private Path path;

    @BeforeEach
    void write() {
        path = SmallModels.LLAMA.withWeights(DType.Q8_0).writeTo(folder);
    }

    /** The choices of the last of some requests that run at once, in order. */
    private List<Journal.Entry.Chosen> chosen(
            final Verbs verbs, final EngineOptions options, final Request... requests)
            throws InterruptedException {
        final Queue<Journal.Entry> entries = new ConcurrentLinkedQueue<>();
        try (SmallEngine small =
                SmallEngine.open(path, verbs, 2, options.withJournal(entries::add))) {
            final List<Generation> generations = new ArrayList<>();
            for (final Request request : requests) {
                generations.add(small.engine().submit(request));
            }
            for (final Generation generation : generations) {
                generation.await();
            }
        }
        return entries.stream()
                .filter(Journal.Entry.Chosen.class::isInstance)
                .map(Journal.Entry.Chosen.class::cast)
                .filter(entry -> entry.request() == requests.length - 1)
                .toList();
    }

    private static List<Long> hashes(final List<Journal.Entry.Chosen> entries) {
        return entries.stream().map(Journal.Entry.Chosen::logitsHash).toList();
    }

    @Test
    void a_replay_in_other_company_has_the_same_hashes() throws InterruptedException {
        final List<Journal.Entry.Chosen> alone =
                chosen(new Definition(), EngineOptions.DEFAULT, GREEDY);
        final Request other =
                Request.of(new int[] {7, 8, 9}, SamplingParameters.GREEDY.withSeed(3), STOP);
        final List<Journal.Entry.Chosen> together =
                chosen(
                        new Definition(),
                        EngineOptions.DEFAULT.withMaxStepRows(17),
                        other,
                        other,
                        GREEDY);
        assertThat(hashes(together)).hasSize(12).isEqualTo(hashes(alone)).doesNotHaveDuplicates();
    }

    @Test
    void a_replay_by_a_reordered_kernel_has_other_hashes() throws InterruptedException {
        final List<Long> defined = hashes(chosen(new Definition(), EngineOptions.DEFAULT, GREEDY));
        final List<Long> reordered =
                hashes(
                        chosen(
                                Reordered.BLOCKS_ARE_ADDED_FROM_THE_LAST,
                                EngineOptions.DEFAULT,
                                GREEDY));
        assertThat(reordered).doesNotContainAnyElementsOf(defined);
    }

    @Test
    void choices_from_one_row_share_its_hash() throws InterruptedException {
        final SamplingParameters hot =
                SamplingParameters.NEUTRAL.toBuilder().temperature(2).seed(5).build();
        final List<Journal.Entry.Chosen> entries =
                chosen(
                        new Definition(),
                        EngineOptions.DEFAULT,
                        Request.of(PROMPT, hot, STOP).withChoices(3));
        assertThat(entries.subList(0, 3))
                .extracting(Journal.Entry.Chosen::choice)
                .containsExactly(0, 1, 2);
        assertThat(hashes(entries.subList(0, 3))).containsOnly(entries.getFirst().logitsHash());
        assertThat(hashes(entries.subList(3, 36))).doesNotContain(entries.getFirst().logitsHash());
    }

    @Test
    void each_beam_has_the_hash_of_its_own_row_and_a_number_of_its_own()
            throws InterruptedException {
        final Request beams = GREEDY.withBeam(BeamParameters.ofWidth(3));
        final List<Journal.Entry.Chosen> entries =
                chosen(new Definition(), EngineOptions.DEFAULT, beams);
        final List<Journal.Entry.Chosen> first =
                entries.stream().filter(entry -> entry.position() == PROMPT.length).toList();
        final List<Journal.Entry.Chosen> second =
                entries.stream().filter(entry -> entry.position() == PROMPT.length + 1).toList();
        assertThat(first).hasSize(3);
        assertThat(hashes(first)).containsOnly(first.getFirst().logitsHash());
        assertThat(second).extracting(Journal.Entry.Chosen::choice).doesNotHaveDuplicates();
        assertThat(hashes(second).stream().distinct().count()).isGreaterThan(1);
    }

    /** All entries of a request that is alone. */
    private List<Journal.Entry> entries(final SmallEngine small, final List<Journal.Entry> written)
            throws InterruptedException {
        try (small) {
            small.engine().submit(GREEDY).await();
        }
        return List.copyOf(written);
    }

    private static List<Journal.Entry.Drafted> drafted(final List<Journal.Entry> entries) {
        return entries.stream()
                .filter(Journal.Entry.Drafted.class::isInstance)
                .map(Journal.Entry.Drafted.class::cast)
                .toList();
    }

    /** What stands in the answer where a guess was made. */
    private static List<Integer> answered(
            final List<Journal.Entry> entries, final Journal.Entry.Drafted guess) {
        return entries.stream()
                .filter(Journal.Entry.Chosen.class::isInstance)
                .map(Journal.Entry.Chosen.class::cast)
                .filter(chosen -> chosen.position() >= guess.position())
                .map(Journal.Entry.Chosen::token)
                .toList();
    }

    @Test
    void guesses_of_a_draft_are_told_with_how_many_were_right() throws InterruptedException {
        final List<Journal.Entry> written = new CopyOnWriteArrayList<>();
        final Path other = SmallModels.LLAMA.withWeights(DType.Q8_0).withSeed(99).writeTo(folder);
        long right = 0;
        long wrong = 0;
        for (final Path draft : List.of(path, other)) {
            written.clear();
            final EngineOptions options = EngineOptions.DEFAULT.withJournal(written::add);
            final List<Journal.Entry> entries =
                    entries(SmallEngine.withDraft(path, draft, 4, 1, options), written);
            assertThat(drafted(entries)).isNotEmpty();
            for (final Journal.Entry.Drafted guess : drafted(entries)) {
                assertThat(guess.source()).isEqualTo(Journal.Source.DRAFT_MODEL);
                final List<Integer> answered = answered(entries, guess);
                final List<Integer> guessed = IntStream.of(guess.tokens()).boxed().toList();
                assertThat(guessed.subList(0, guess.accepted()))
                        .isEqualTo(answered.subList(0, guess.accepted()));
                if (guess.accepted() < guessed.size()) {
                    assertThat(guessed.get(guess.accepted()))
                            .isNotEqualTo(answered.get(guess.accepted()));
                }
                right += guess.accepted();
                wrong += guessed.size() - guess.accepted();
            }
        }
        assertThat(right).isPositive();
        assertThat(wrong).isPositive();
    }

    @Test
    void guesses_by_what_was_said_before_are_told_as_such_and_as_many_as_timings_say()
            throws InterruptedException {
        final List<Journal.Entry> written = new CopyOnWriteArrayList<>();
        final SamplingParameters always =
                SamplingParameters.GREEDY.toBuilder().logitBias(Map.of(10, 100f)).build();
        final Timings timings;
        try (SmallEngine small =
                SmallEngine.open(
                        path,
                        new Definition(),
                        1,
                        EngineOptions.DEFAULT
                                .withSpeculation(new Speculation.PromptLookup(4))
                                .withJournal(written::add))) {
            timings = small.engine().submit(Request.of(PROMPT, always, STOP)).await().timings();
        }
        final List<Journal.Entry.Drafted> guesses = drafted(written);
        assertThat(guesses)
                .isNotEmpty()
                .allMatch(guess -> guess.source() == Journal.Source.PROMPT_LOOKUP);
        assertThat(guesses.stream().mapToInt(guess -> guess.tokens().length).sum())
                .isEqualTo(timings.draftedTokens());
        assertThat(guesses.stream().mapToInt(Journal.Entry.Drafted::accepted).sum())
                .isEqualTo(timings.acceptedTokens());
    }

    @Test
    void without_guesses_none_are_told() throws InterruptedException {
        final List<Journal.Entry> written = new CopyOnWriteArrayList<>();
        final EngineOptions options = EngineOptions.DEFAULT.withJournal(written::add);
        assertThat(drafted(entries(SmallEngine.open(path, new Definition(), 1, options), written)))
                .isEmpty();
    }
}
