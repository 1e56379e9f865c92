package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.CapacityException;
import io.vesalius.format.GgufFile;
import io.vesalius.kernel.Definition;
import io.vesalius.sampling.BeamParameters;
import io.vesalius.sampling.FinishReason;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.testing.SmallModels;
import io.vesalius.tokenizer.Tokenizer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** More than there is room for, and owners that give up. */
@Timeout(120)
final class EngineLoadTest {
    private static final int PAGE = 32;

    @TempDir private static Path folder;

    private final Random random = new Random(7);
    private Path path;
    private Tokenizer tokenizer;
    private FakeModel model;
    private Engine engine;

    @BeforeEach
    void open() {
        path = SmallModels.LLAMA.writeTo(folder);
        try (GgufFile file = GgufFile.open(path)) {
            tokenizer = Tokenizer.from(file.metadata());
        }
    }

    private void start(final FakeModel what, final int tokens, final EngineOptions options) {
        model = what;
        final long bytes = tokens / PAGE * model.cacheLayout().pageBytes();
        engine = Engine.start(model, tokenizer, options.withKvBytes(bytes));
    }

    @AfterEach
    void every_page_is_there_again() throws InterruptedException {
        if (engine != null) {
            model.allow(1_000_000);
            assertEveryPageIsThere(engine);
            engine.close();
        }
    }

    private static void assertEveryPageIsThere(final Engine of) throws InterruptedException {
        while (of.status().running() + of.status().waiting() > 0) {
            Thread.sleep(1);
        }
        final EngineStatus status = of.status();
        assertThat(status.usedPages()).isZero();
        assertThat(status.freePages() + status.cachedPages()).isEqualTo(status.pageCount());
    }

    /** Its tokens stay below those that do harm. */
    private static Request counting(final int first, final int prompt, final int generate) {
        return Request.of(
                IntStream.range(0, prompt).map(i -> 3 + (first + i) % 100).toArray(),
                SamplingParameters.GREEDY,
                StopParameters.DEFAULT.withMaxTokens(generate).withIgnoreEos(true));
    }

    @Test
    void in_a_cache_of_64_tokens_all_that_fits_is_answered_and_the_rest_is_refused_at_once()
            throws InterruptedException {
        start(FakeModel.unhindered(), 64, EngineOptions.DEFAULT);
        final List<Generation> possible = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            final int first = random.nextInt(200);
            assertThatThrownBy(() -> engine.submit(counting(first, 60, 5)))
                    .isInstanceOf(CapacityException.class)
                    .hasMessageContaining("60 tokens of prompt and 5 to generate")
                    .hasMessageContaining("3 pages of 32 tokens and the cache has 2");
            final int prompt = 1 + random.nextInt(40);
            possible.add(engine.submit(counting(first, prompt, 64 - prompt)));
        }
        for (final Generation generation : possible) {
            final Completion completion = generation.await().completions().getFirst();
            assertThat(completion.reason()).isEqualTo(FinishReason.MAX_TOKENS);
        }
        assertThat(engine.status().preemptions()).isPositive();
    }

    @Test
    void who_lost_its_pages_waits_again_however_full_the_queue_is() throws InterruptedException {
        start(
                new FakeModel(0),
                5 * PAGE,
                EngineOptions.DEFAULT.withMaxRequests(3).withMaxWaiting(2));
        final List<Generation> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(engine.submit(counting(40 * i, 20, 100)));
        }
        assertThatThrownBy(() -> engine.submit(counting(0, 1, 1)))
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("5 requests run or wait");
        model.allow(1_000_000);
        for (final Generation generation : all) {
            assertThat(generation.await().completions().getFirst().ids()).hasSize(100);
        }
        assertThat(engine.status().preemptions()).isPositive();
    }

    @Test
    void one_that_is_given_up_in_the_midst_of_its_prompt_gives_its_pages_to_who_waits()
            throws InterruptedException {
        start(new FakeModel(1), 6 * PAGE, EngineOptions.DEFAULT.withMaxStepRows(64));
        final Generation long_ = engine.submit(counting(0, 180, 10));
        while (engine.status().steps() < 1) {
            Thread.sleep(1);
        }
        final Generation next = engine.submit(counting(100, 100, 10));
        long_.cancel();
        assertThat(long_.await().completions().getFirst().reason())
                .isEqualTo(FinishReason.CANCELLED);
        model.allow(100);
        assertThat(next.await().completions().getFirst().ids()).hasSize(10);
        assertThat(engine.status().preemptions()).isZero();
    }

    @Test
    void of_a_thousand_requests_given_up_at_any_time_none_keeps_a_page()
            throws InterruptedException {
        start(FakeModel.unhindered(), 40 * PAGE, EngineOptions.DEFAULT.withMaxRequests(6));
        for (int round = 0; round < 100; round++) {
            final List<Generation> ten = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                ten.add(engine.submit(any(1 + random.nextInt(100))));
            }
            for (final Generation generation : ten) {
                if (random.nextInt(3) > 0) {
                    generation.next();
                }
                generation.close();
            }
            for (final Generation generation : ten) {
                generation.await();
            }
        }
        assertEveryPageIsThere(engine);
    }

    private Request any(final int prompt) {
        final Request one = counting(random.nextInt(200), prompt, 1 + random.nextInt(50));
        return switch (random.nextInt(4)) {
            case 0 -> one.withChoices(3);
            case 1 -> one.withBeam(BeamParameters.ofWidth(2));
            default -> one;
        };
    }

    @Test
    void a_real_model_is_stopped_in_the_midst_of_a_prompt() throws InterruptedException {
        try (SmallEngine small =
                SmallEngine.open(
                        path,
                        new Definition(),
                        2,
                        EngineOptions.DEFAULT.withKvBytes(4 << 20).withMaxStepRows(8))) {
            final CompletableFuture<Generation> submitted = new CompletableFuture<>();
            small.engine().onStep(rows -> submitted.join().cancel());
            submitted.complete(small.engine().submit(counting(0, 500, 1)));
            assertThat(submitted.join().await().completions().getFirst().ids()).isEmpty();
            assertThat(small.engine().status().steps()).isLessThan(3);
            assertEveryPageIsThere(small.engine());
            assertThat(small.engine().submit(counting(0, 20, 5)).await().completions()).hasSize(1);
        }
    }
}
