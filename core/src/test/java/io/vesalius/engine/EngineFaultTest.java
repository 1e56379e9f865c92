package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vesalius.base.CapacityException;
import io.vesalius.base.InternalException;
import io.vesalius.format.GgufFile;
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
import java.util.concurrent.atomic.AtomicInteger;

/** Whatever is thrown where: who it concerns hears of it, nobody waits for ever. */
@Timeout(60)
final class EngineFaultTest {
    private static final StopParameters TEN = StopParameters.DEFAULT.withMaxTokens(10);

    @TempDir private static Path folder;

    private Tokenizer tokenizer;
    private FakeModel model;
    private Engine engine;

    @BeforeEach
    void start() {
        try (GgufFile file = GgufFile.open(SmallModels.LLAMA.writeTo(folder))) {
            tokenizer = Tokenizer.from(file.metadata());
        }
        restart(FakeModel.unhindered(), EngineOptions.DEFAULT);
    }

    private void restart(final FakeModel what, final EngineOptions options) {
        if (engine != null) {
            engine.close();
        }
        model = what;
        engine = Engine.start(model, tokenizer, options);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static Request greedy(final int... prompt) {
        return Request.of(prompt, SamplingParameters.GREEDY, TEN);
    }

    private void assertAllIsWell() throws InterruptedException {
        assertThat(engine.submit(greedy(20)).await().completions().getFirst().ids()).hasSize(10);
        while (engine.status().running() + engine.status().waiting() > 0) {
            Thread.sleep(1);
        }
        final EngineStatus status = engine.status();
        assertThat(status.usedPages()).isZero();
        assertThat(status.freePages() + status.cachedPages()).isEqualTo(status.pageCount());
        assertThat(engine.failure()).isEmpty();
    }

    @Test
    void a_stack_that_overflows_in_a_step_fails_its_requests_and_the_engine_goes_on()
            throws InterruptedException {
        assertThatThrownBy(engine.submit(greedy(FakeModel.OVERFLOW))::await)
                .isInstanceOf(InternalException.class)
                .hasMessageContaining("internal error");
        assertAllIsWell();
    }

    @Test
    void a_heap_that_is_full_in_a_step_fails_its_requests_and_the_engine_goes_on()
            throws InterruptedException {
        assertThatThrownBy(engine.submit(greedy(FakeModel.FULL_HEAP))::await)
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("no memory left")
                .hasMessageNotContaining("\n");
        assertAllIsWell();
    }

    @Test
    void what_fails_in_one_sequence_fails_none_of_the_same_step() throws InterruptedException {
        restart(new FakeModel(0), EngineOptions.DEFAULT);
        final Generation first = engine.submit(greedy(20));
        final Generation bad =
                engine.submit(
                        greedy(20, 21)
                                .withPromptLogits(
                                        (position, logits) -> {
                                            throw new StackOverflowError("mine");
                                        }));
        final Generation last = engine.submit(greedy(30));
        model.allow(1000);
        assertThatThrownBy(bad::await).isInstanceOf(InternalException.class);
        assertThat(first.await().completions().getFirst().ids()).startsWith(21).hasSize(10);
        assertThat(last.await().completions().getFirst().ids()).startsWith(31).hasSize(10);
        assertThat(model.segmentCounts()).contains(3);
        assertAllIsWell();
    }

    @Test
    void a_journal_that_fails_is_told_no_more_and_harms_nobody() throws InterruptedException {
        final AtomicInteger told = new AtomicInteger();
        restart(
                FakeModel.unhindered(),
                EngineOptions.DEFAULT.withJournal(
                        entry -> {
                            told.incrementAndGet();
                            throw new IllegalStateException("the disk is full");
                        }));
        assertAllIsWell();
        assertThat(told).hasValue(1);
    }

    @Test
    void a_listener_of_steps_that_fails_is_told_no_more_and_harms_nobody()
            throws InterruptedException {
        final AtomicInteger told = new AtomicInteger();
        engine.onStep(
                rows -> {
                    told.incrementAndGet();
                    throw new IllegalStateException("mine");
                });
        assertAllIsWell();
        assertThat(told).hasValue(1);
    }

    @Test
    void an_engine_that_ends_by_a_defect_of_its_own_leaves_nobody_waiting()
            throws InterruptedException {
        restart(new FakeModel(0, FakeModel.Fault.NO_COPIES), EngineOptions.DEFAULT);
        final Generation bystander = engine.submit(greedy(20));
        final Generation copying = engine.submit(greedy(20, 21).withChoices(2));
        model.allow(1000);
        for (final Generation generation : List.of(bystander, copying)) {
            assertThatThrownBy(generation::await)
                    .isInstanceOf(InternalException.class)
                    .hasMessageContaining("internal error");
        }
        assertThatThrownBy(() -> engine.submit(greedy(20)))
                .isInstanceOf(InternalException.class)
                .hasMessage(engine.failure().orElseThrow().getMessage());
    }

    @Test
    void a_request_handed_in_while_the_engine_is_closed_is_told() throws InterruptedException {
        final List<Generation> all = new ArrayList<>();
        final Thread submitting = Thread.ofPlatform().start(() -> submitUntilClosed(all));
        while (engine.status().steps() < 10) {
            Thread.onSpinWait();
        }
        engine.close();
        submitting.join();
        for (final Generation generation : all) {
            final Throwable end = catchThrowable(generation::await);
            assertThat(end == null || end instanceof CapacityException).isTrue();
        }
    }

    /** Many are refused because too many wait. */
    private void submitUntilClosed(final List<Generation> all) {
        Throwable refused = null;
        while (!(refused instanceof IllegalStateException)) {
            refused = catchThrowable(() -> all.add(engine.submit(greedy(20))));
        }
    }
}
