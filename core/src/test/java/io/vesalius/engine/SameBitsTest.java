package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.kernel.Definition;
import io.vesalius.kernel.Reordered;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.ModelOptions;
import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.DType;
import io.vesalius.testing.SmallModel;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The tokens and log-probabilities of a request depend on the model, the prompt and the parameters,
 * and on nothing else: not on the company it is computed in, the threads, the size of steps, cached
 * prefixes, lost pages or guesses.
 */
class SameBitsTest {
    private static final int REQUESTS = 20;
    private static final int ROUNDS = 4;
    private static final long SEED = Long.getLong("vesalius.seed", 20260101L);
    private static final int VOCABULARY = 270;

    @TempDir private Path folder;

    static Stream<Arguments> models() {
        final ModelOptions all = ModelOptions.DEFAULT;
        final ModelOptions streaming = all.withCachePolicy(new CachePolicy.Streaming(4, 44));
        final ModelOptions sparse = all.withCachePolicy(new CachePolicy.BestPages(3));
        final SmallModel llama = SmallModels.LLAMA.withWeights(DType.Q8_0);
        return Stream.of(
                Arguments.of(llama, all),
                Arguments.of(SmallModels.QWEN3, all),
                Arguments.of(SmallModels.GEMMA3, all),
                Arguments.of(llama, streaming.withCacheType(CacheType.Q8_0)),
                Arguments.of(SmallModels.GEMMA3, streaming),
                Arguments.of(llama, sparse.withCacheType(CacheType.Q8_0)),
                Arguments.of(SmallModels.GEMMA3, sparse));
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_request_is_answered_as_if_it_were_alone(
            final SmallModel small, final ModelOptions settings) throws InterruptedException {
        final Random random = new Random(SEED);
        final Transcripts transcripts =
                new Transcripts(RandomRequests.of(random, REQUESTS, VOCABULARY));
        final Company company = compare(small, settings, transcripts, random);
        assertThat(company.preemptions())
                .as("preemptions, else this test proves little")
                .isPositive();
        assertThat(transcripts.acceptedTokens())
                .as("guesses, else this test proves little")
                .isPositive();
        assertThat(company.hits()).as("prefix hits, else this test proves little").isPositive();
    }

    /** Such requests are single sequences, which share nothing. */
    @Test
    void a_request_whose_pages_stay_by_attention_is_answered_as_if_it_were_alone()
            throws InterruptedException {
        final ModelOptions heavy =
                ModelOptions.DEFAULT.withCachePolicy(new CachePolicy.HeavyHitters(1, 1));
        final Random random = new Random(SEED);
        final Transcripts transcripts =
                new Transcripts(RandomRequests.ofLongPrompts(random, REQUESTS / 2, VOCABULARY));
        final Company global =
                compare(
                        SmallModels.LLAMA.withWeights(DType.Q8_0),
                        heavy.withCacheType(CacheType.Q8_0),
                        transcripts,
                        random);
        final Company local = compare(SmallModels.GEMMA3, heavy, transcripts, random);
        assertThat(global.hits() + local.hits()).isZero();
        assertThat(global.preemptions() + local.preemptions())
                .as("preemptions, else this test proves little")
                .isPositive();
    }

    /**
     * What happened to requests among others.
     *
     * @param preemptions how often one lost its pages
     * @param hits tokens that came from the prefix cache
     */
    private record Company(long preemptions, long hits) {}

    /** Asserts that answers together are those alone. */
    private Company compare(
            final SmallModel small,
            final ModelOptions settings,
            final Transcripts transcripts,
            final Random random)
            throws InterruptedException {
        final Path path = small.writeTo(folder);
        final List<String> alone = transcripts.alone(path, new Definition(), settings);
        long preemptions = 0;
        long hits = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final EngineOptions options = options(path, random, round, settings);
            final int threads = 1 + random.nextInt(3);
            try (SmallEngine engine =
                    SmallEngine.open(path, new Definition(), threads, options, settings)) {
                assertThat(transcripts.together(engine.engine(), random))
                        .as("seed %d, round %d", SEED, round)
                        .isEqualTo(alone);
                final EngineStatus status = settled(engine.engine());
                assertThat(status.usedPages()).isZero();
                preemptions += status.preemptions();
                hits += status.hitTokens();
            }
        }
        return new Company(preemptions, hits);
    }

    /** The inverse: what the test above compares does change where a kernel's order does. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "SEVERAL_ROWS_ARE_ADDED_IN_ANOTHER_ORDER_THAN_ONE",
                "ATTENTION_IS_SPLIT_WHERE_A_STEP_BEGINS"
            })
    void a_kernel_whose_order_depends_on_the_company_shows(final Reordered kernel)
            throws InterruptedException {
        final Random random = new Random(SEED);
        final Path path = SmallModels.LLAMA.withWeights(DType.Q8_0).writeTo(folder);
        final Transcripts transcripts =
                new Transcripts(RandomRequests.of(random, REQUESTS, VOCABULARY));
        final List<String> alone = transcripts.alone(path, kernel, ModelOptions.DEFAULT);
        final EngineOptions options = options(path, random, 0, ModelOptions.DEFAULT);
        try (SmallEngine engine = SmallEngine.open(path, kernel, 2, options)) {
            assertThat(transcripts.together(engine.engine(), random))
                    .as("seed %d", SEED)
                    .isNotEqualTo(alone);
        }
    }

    /** Crowded engines lose pages, quiet ones guess. */
    private static EngineOptions options(
            final Path path, final Random random, final int round, final ModelOptions settings) {
        final boolean evicting = settings.cachePolicy() instanceof CachePolicy.HeavyHitters;
        final int pages = (evicting ? 7 : 21) + random.nextInt(4);
        final EngineOptions crowded =
                EngineOptions.DEFAULT
                        .withKvBytes(SmallEngine.bytes(path, pages, settings))
                        .withMaxStepRows(8 + random.nextInt(120));
        return round % 2 == 0 || evicting
                ? crowded
                : crowded.withMaxRequests(3)
                        .withSpeculation(new Speculation.PromptLookup(1 + random.nextInt(8)));
    }

    private static EngineStatus settled(final Engine engine) throws InterruptedException {
        while (engine.status().running() + engine.status().waiting() > 0) {
            Thread.sleep(1);
        }
        return engine.status();
    }
}
