package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadRequestException;
import io.vesalius.base.CapacityException;
import io.vesalius.kernel.Definition;
import io.vesalius.model.ModelOptions;
import io.vesalius.sampling.BeamParameters;
import io.vesalius.sampling.MirostatParameters;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.tensor.DType;
import io.vesalius.testing.SmallModel;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;

/** A smaller model guesses: answers stay the same, whatever it guesses. */
@Timeout(300)
class DraftModelTest {
    private static final long SEED = Long.getLong("vesalius.seed", 20260102L);
    private static final int VOCABULARY = 270;
    private static final int REQUESTS = 16;
    private static final StopParameters FORTY =
            StopParameters.DEFAULT.withMaxTokens(40).withIgnoreEos(true);
    private static final EngineOptions USUAL = EngineOptions.DEFAULT.withKvBytes(8 << 20);

    @TempDir private static Path folder;

    static Stream<SmallModel> models() {
        return Stream.of(SmallModels.LLAMA, SmallModels.QWEN3, SmallModels.GEMMA3);
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_draft_changes_no_answer(final SmallModel small) throws InterruptedException {
        final Random random = new Random(SEED);
        final Path path = small.writeTo(folder);
        final Transcripts transcripts = new Transcripts(requests(random));
        final List<String> alone = transcripts.alone(path, new Definition(), ModelOptions.DEFAULT);
        long preemptions = 0;
        for (final Path draft : List.of(path, nearly(small), other(small))) {
            final EngineOptions options =
                    EngineOptions.DEFAULT
                            .withKvBytes(2 * SmallEngine.bytes(path, 22, ModelOptions.DEFAULT))
                            .withMaxStepRows(8 + random.nextInt(120))
                            .withMaxRequests(8 + random.nextInt(8));
            final int most = 1 + random.nextInt(8);
            try (SmallEngine engine = SmallEngine.withDraft(path, draft, most, 2, options)) {
                assertThat(transcripts.together(engine.engine(), random))
                        .as("seed %d, draft %s", SEED, draft)
                        .isEqualTo(alone);
                assertNothingHeld(engine.engine());
                preemptions += engine.engine().status().preemptions();
            }
        }
        assertThat(preemptions).as("preemptions, else this test proves little").isPositive();
        assertThat(transcripts.acceptedTokens()).as("guesses that came true").isPositive();
    }

    /** Of every kind, and with what depends on all tokens before. */
    private static List<Request> requests(final Random random) {
        final List<Request> requests =
                new ArrayList<>(RandomRequests.of(random, REQUESTS, VOCABULARY));
        final SamplingParameters penalised =
                SamplingParameters.builder()
                        .temperature(1.2)
                        .repetitionPenalty(1.3)
                        .frequencyPenalty(0.5)
                        .dryMultiplier(0.8)
                        .seed(random.nextLong())
                        .logProbs(1)
                        .build();
        final SamplingParameters mirostat =
                SamplingParameters.builder()
                        .mirostat(Optional.of(new MirostatParameters(4, 0.3)))
                        .seed(random.nextLong())
                        .build();
        final int[] prompt = random.ints(30, 3, VOCABULARY).toArray();
        requests.add(Request.of(prompt, penalised, FORTY));
        requests.add(Request.of(prompt, mirostat.withLogProbs(1), FORTY));
        requests.add(
                Request.of(
                        prompt,
                        penalised.withSeed(3),
                        FORTY.withStopStrings(List.of("e", "a", "\u2581"))));
        requests.add(Request.of(prompt, penalised, FORTY.withMinTokens(20)).withChoices(3));
        return requests;
    }

    /** The same weights, rounded. */
    private static Path nearly(final SmallModel small) {
        return small.withWeights(DType.Q8_0).writeTo(folder);
    }

    private static Path other(final SmallModel small) {
        return small.withSeed(99).writeTo(folder);
    }

    private static void assertNothingHeld(final Engine engine) throws InterruptedException {
        while (engine.status().running() + engine.status().waiting() > 0) {
            Thread.sleep(1);
        }
        assertThat(engine.status().usedPages()).isZero();
        assertThat(engine.status().draftUsedPages()).isZero();
    }

    @Test
    void the_same_model_as_draft_is_always_right() throws InterruptedException {
        final Path path = SmallModels.LLAMA.writeTo(folder);
        for (final SamplingParameters sampling :
                List.of(
                        SamplingParameters.GREEDY,
                        SamplingParameters.NEUTRAL.withSeed(5),
                        SamplingParameters.builder().repetitionPenalty(1.5).seed(6).build(),
                        SamplingParameters.builder()
                                .mirostat(Optional.of(new MirostatParameters(5, 0.1)))
                                .seed(7)
                                .build())) {
            // a new engine knows no times yet, so that it guesses whatever the machine does
            try (SmallEngine engine = SmallEngine.withDraft(path, path, 4, 1, USUAL)) {
                final Timings timings = answer(engine, sampling).timings();
                assertThat(timings.acceptedTokens()).isEqualTo(timings.draftedTokens());
                assertThat(timings.acceptedTokens()).isPositive();
                assertThat(timings.drafts()).isBetween(1, 40 - timings.acceptedTokens());
            }
        }
    }

    private static Answer answer(final SmallEngine engine, final SamplingParameters sampling)
            throws InterruptedException {
        return engine.engine().submit(Request.of(new int[] {5, 6, 7, 8}, sampling, FORTY)).await();
    }

    @Test
    void a_draft_that_is_never_right_is_asked_ever_more_rarely() throws InterruptedException {
        final Path path = SmallModels.LLAMA.writeTo(folder);
        final StopParameters long_ = StopParameters.DEFAULT.withMaxTokens(400).withIgnoreEos(true);
        try (SmallEngine engine =
                SmallEngine.withDraft(path, other(SmallModels.LLAMA), 8, 1, USUAL)) {
            final int[] prompt = {5, 6, 7, 8};
            final Timings timings =
                    engine.engine()
                            .submit(Request.of(prompt, SamplingParameters.GREEDY, long_))
                            .await()
                            .timings();
            assertThat(timings.draftedTokens()).isBetween(1, 100);
            assertThat(timings.acceptedTokens()).isLessThan(timings.draftedTokens() / 2);
        }
    }

    @Test
    void beams_are_searched_without_a_draft() throws InterruptedException {
        final Path path = SmallModels.LLAMA.writeTo(folder);
        try (SmallEngine engine = SmallEngine.withDraft(path, path, 4, 1, USUAL)) {
            final Request request =
                    Request.of(new int[] {5}, SamplingParameters.GREEDY, FORTY)
                            .withBeam(BeamParameters.ofWidth(2));
            assertThat(engine.engine().submit(request).await().timings().draftedTokens()).isZero();
        }
    }

    @Test
    void another_vocabulary_is_refused_by_its_first_token_that_differs() {
        final Path path = SmallModels.LLAMA.writeTo(folder);
        final Path draft = SmallModels.GEMMA3.writeTo(folder);
        assertThatThrownBy(() -> SmallEngine.withDraft(path, draft, 4, 1, USUAL))
                .isInstanceOf(BadRequestException.class)
                .hasMessage(
                        "the draft has another vocabulary than the model: token 418 is"
                                + " '<start_of_turn>' there and '<|user|>' here; a smaller model of"
                                + " the same family is needed");
    }

    @Test
    void the_caches_of_both_models_fit_the_memory_together() {
        final Path path = SmallModels.LLAMA.writeTo(folder);
        final Path draft = SmallModels.GEMMA3.writeTo(folder);
        try (SmallEngine target = SmallEngine.open(path, new Definition(), 1, USUAL);
                SmallEngine small = SmallEngine.open(draft, new Definition(), 1, USUAL)) {
            final var layout = target.model().cacheLayout();
            final var draftLayout = small.model().cacheLayout();
            final long bytes = 1 << 20;
            final KvBudget budget =
                    KvBudget.of(layout, 512, 64, OptionalLong.of(bytes), Optional.of(draftLayout));
            final long used =
                    budget.pages() * layout.pageBytes()
                            + budget.draftPages() * draftLayout.pageBytes();
            final long block =
                    layout.pageBytes() * layout.groups().size()
                            + draftLayout.pageBytes() * draftLayout.groups().size();
            assertThat(used).isBetween(bytes - block, bytes);
            assertThat(budget.pages() / layout.groups().size())
                    .isEqualTo(budget.draftPages() / draftLayout.groups().size());
        }
    }

    @Test
    void memory_too_small_for_both_caches_is_refused_with_the_arithmetic() {
        final Path path = SmallModels.LLAMA.writeTo(folder);
        final long block = SmallEngine.bytes(path, 1, ModelOptions.DEFAULT);
        assertThatThrownBy(
                        () ->
                                SmallEngine.withDraft(
                                        path,
                                        path,
                                        4,
                                        1,
                                        EngineOptions.DEFAULT.withKvBytes(2 * block - 1)))
                .isInstanceOf(CapacityException.class)
                .hasMessage(
                        "a cache of %1$d bytes is too small: 32 tokens take %2$d bytes of the model's and %2$d of the draft's"
                                .formatted(2 * block - 1, block));
    }
}
