package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vesalius.base.CapacityException;
import io.vesalius.base.InternalException;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Whatever is thrown where: who it concerns hears of it, nobody waits for ever. */
final class EngineFaultTest extends OverFakeModel {
    private void assertAllIsWell() throws InterruptedException {
        assertThat(complete(greedy(TEN, 20)).ids()).hasSize(10);
        assertNothingIsLeftOver();
        assertThat(engine.failure()).isEmpty();
    }

    @Test
    void a_stack_that_overflows_in_a_step_fails_its_requests_and_the_engine_goes_on()
            throws InterruptedException {
        assertThatThrownBy(engine.submit(greedy(TEN, FakeModel.OVERFLOW))::await)
                .isInstanceOf(InternalException.class)
                .hasMessageContaining("internal error");
        assertLogged("internal error ", StackOverflowError.class);
        assertAllIsWell();
    }

    @Test
    void a_heap_that_is_full_in_a_step_fails_its_requests_and_the_engine_goes_on()
            throws InterruptedException {
        assertThatThrownBy(engine.submit(greedy(TEN, FakeModel.FULL_HEAP))::await)
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("no memory left")
                .hasMessageNotContaining("\n");
        assertLogged("out of memory", OutOfMemoryError.class);
        assertAllIsWell();
    }

    @Test
    void what_fails_in_one_sequence_fails_none_of_the_same_step() throws InterruptedException {
        restart(new FakeModel(0), EngineOptions.DEFAULT);
        final Generation first = engine.submit(greedy(TEN, 20));
        final Generation bad =
                engine.submit(
                        greedy(TEN, 20, 21)
                                .withPromptLogits(
                                        (position, logits) -> {
                                            throw new StackOverflowError("mine");
                                        }));
        final Generation last = engine.submit(greedy(TEN, 30));
        model.allow(1000);
        assertThatThrownBy(bad::await).isInstanceOf(InternalException.class);
        assertLogged("internal error ", StackOverflowError.class);
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
        assertLogged("the journal failed: it is told no more", IllegalStateException.class);
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
        assertLogged("a listener failed: it is told no more", IllegalStateException.class);
        assertThat(told).hasValue(1);
    }

    @Test
    void an_engine_that_ends_by_a_defect_of_its_own_leaves_nobody_waiting()
            throws InterruptedException {
        restart(new FakeModel(0, FakeModel.Fault.NO_COPIES), EngineOptions.DEFAULT);
        final Generation bystander = engine.submit(greedy(TEN, 20));
        final Generation copying = engine.submit(greedy(TEN, 20, 21).withChoices(2));
        model.allow(1000);
        for (final Generation generation : List.of(bystander, copying)) {
            assertThatThrownBy(generation::await)
                    .isInstanceOf(InternalException.class)
                    .hasMessageContaining("internal error");
        }
        assertLogged("internal error ", RuntimeException.class);
        assertThatThrownBy(() -> engine.submit(greedy(TEN, 20)))
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
            refused = catchThrowable(() -> all.add(engine.submit(greedy(TEN, 20))));
        }
    }
}
