package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.InternalException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.base.VesaliusException;
import io.vesalius.sampling.BeamParameters;
import io.vesalius.sampling.FinishReason;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a request's owner may rely on. */
class EngineTest extends OverFakeModel {
    private final List<Journal.Entry> journal = new ArrayList<>();

    @AfterEach
    void nothing_is_left_over() throws InterruptedException {
        model.allow(1_000_000);
        assertNothingIsLeftOver();
    }

    @Test
    void an_answer_ends_at_the_most_tokens_it_may_have() throws InterruptedException {
        final Completion completion = complete(greedy(TEN, 20));
        assertThat(completion.ids()).containsExactly(21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
        assertThat(completion.reason()).isEqualTo(FinishReason.MAX_TOKENS);
    }

    @Test
    void an_answer_ends_where_the_model_ends_it() throws InterruptedException {
        final Completion completion = complete(greedy(TEN, 269));
        assertThat(completion.ids()).endsWith(tokenizer.eosId().getAsInt());
        assertThat(completion.reason()).isEqualTo(FinishReason.END_OF_SEQUENCE);
        assertThat(completion.text()).doesNotContain("</s>");
    }

    @Test
    void an_answer_ends_at_a_stop_token() throws InterruptedException {
        final Completion completion = complete(greedy(TEN.withStopTokenIds(Set.of(24)), 20));
        assertThat(completion.ids()).containsExactly(21, 22, 23, 24);
        assertThat(completion.reason()).isEqualTo(FinishReason.STOP_TOKEN);
    }

    @Test
    void no_end_is_chosen_before_the_fewest_tokens() throws InterruptedException {
        final StopParameters stop = TEN.withStopTokenIds(Set.of(22)).withMinTokens(5);
        final Completion completion = complete(greedy(stop, 20));
        assertThat(completion.ids()).containsExactly(21, 21, 21, 21, 21, 22);
    }

    @Test
    void a_stop_string_across_tokens_ends_an_answer_and_is_never_shown()
            throws InterruptedException {
        final int[] ids = {'a' + 3, 'b' + 3, 'c' + 3, 'd' + 3};
        final String text = tokenizer.decode(ids);
        assertThat(text).isEqualTo("abcd");
        final Generation generation =
                engine.submit(greedy(TEN.withStopStrings(List.of("cd")), 'a' + 2));
        final StringBuilder streamed = new StringBuilder();
        Completion completion = null;
        for (Event event = generation.next();
                !(event instanceof Event.Done);
                event = generation.next()) {
            switch (event) {
                case Event.Token token -> streamed.append(token.text());
                case Event.Finished end -> {
                    streamed.append(end.rest());
                    completion = end.completion();
                }
                default -> throw new AssertionError(event);
            }
        }
        assertThat(streamed).hasToString("ab");
        assertThat(completion).isNotNull();
        assertThat(completion.text()).isEqualTo("ab");
        assertThat(completion.reason()).isEqualTo(FinishReason.STOP_STRING);
        assertThat(completion.stop()).contains("cd");
    }

    @Test
    void an_answer_ends_with_the_context() throws InterruptedException {
        final int[] prompt = new int[FakeModel.CONTEXT - 3];
        java.util.Arrays.fill(prompt, 20);
        final Completion completion = complete(greedy(StopParameters.DEFAULT, prompt));
        assertThat(completion.ids()).containsExactly(21, 22, 23);
        assertThat(completion.reason()).isEqualTo(FinishReason.CONTEXT_END);
    }

    @Test
    void a_prompt_is_cut_only_when_asked_and_the_answer_says_so() throws InterruptedException {
        final int[] prompt = new int[300];
        prompt[0] = 1;
        prompt[299] = 40;
        final Answer answer = engine.submit(greedy(TEN, prompt).withTruncate(true)).await();
        assertThat(answer.droppedTokens()).isEqualTo(300 - (256 - 10));
        assertThat(answer.timings().promptTokens()).isEqualTo(246);
        assertThat(answer.completions().getFirst().ids()).startsWith(41);
    }

    @Test
    void without_a_maximum_an_answer_ends_with_the_pages_that_there_are()
            throws InterruptedException {
        restart(
                FakeModel.unhindered(),
                EngineOptions.DEFAULT.withKvBytes(2 * model.cacheLayout().pageBytes()));
        final Completion completion = complete(greedy(StopParameters.DEFAULT, new int[60]));
        assertThat(completion.reason())
                .isIn(FinishReason.CONTEXT_END, FinishReason.END_OF_SEQUENCE);
        assertThat(60 + completion.ids().length).isLessThanOrEqualTo(64);
    }

    @Test
    void a_poisoned_sequence_fails_alone() throws InterruptedException {
        restart(new FakeModel(0), EngineOptions.DEFAULT);
        final Generation good = engine.submit(greedy(TEN, 20));
        final Generation bad = engine.submit(greedy(TEN, FakeModel.POISON));
        model.allow(100);
        assertThatThrownBy(bad::await)
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("range of numbers");
        assertThat(good.await().completions().getFirst().ids()).hasSize(10);
    }

    @Test
    void a_step_that_throws_fails_its_requests_and_the_engine_goes_on()
            throws InterruptedException {
        final Generation bad = engine.submit(greedy(TEN, FakeModel.BUG));
        assertThatThrownBy(bad::await)
                .isInstanceOf(InternalException.class)
                .hasMessageContaining("internal error");
        assertLogged("internal error ", IllegalStateException.class);
        assertThat(complete(greedy(TEN, 20)).ids()).hasSize(10);
    }

    @Test
    void a_listener_that_throws_fails_its_own_request() throws InterruptedException {
        final Generation bad =
                engine.submit(
                        greedy(TEN, 20, 21)
                                .withPromptLogits(
                                        (position, logits) -> {
                                            throw new IllegalStateException("mine");
                                        }));
        assertThatThrownBy(bad::await).isInstanceOf(VesaliusException.class);
        assertLogged("internal error ", IllegalStateException.class);
        assertThat(complete(greedy(TEN, 20)).ids()).hasSize(10);
    }

    @Test
    void a_scored_prompt_shows_the_logits_of_every_position_and_generates_nothing()
            throws InterruptedException {
        final List<Integer> positions = new ArrayList<>();
        final int[] prompt = new int[200];
        final Answer answer =
                engine.submit(
                                greedy(TEN, prompt)
                                        .withPromptLogits(
                                                (position, logits) -> positions.add(position)))
                        .await();
        assertThat(positions).hasSize(200).isSorted().doesNotHaveDuplicates();
        assertThat(answer.timings().generatedTokens()).isZero();
    }

    @Test
    void a_cancelled_request_ends_before_the_next_step_with_what_there_is()
            throws InterruptedException {
        restart(new FakeModel(3), EngineOptions.DEFAULT);
        final Generation generation = engine.submit(greedy(StopParameters.DEFAULT, 20));
        for (int i = 0; i < 3; i++) {
            assertThat(generation.next()).isInstanceOf(Event.Token.class);
        }
        generation.cancel();
        final Completion completion = generation.await().completions().getFirst();
        assertThat(completion.reason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(completion.ids()).containsExactly(21, 22, 23);
    }

    @Test
    void a_request_that_waits_can_be_cancelled() throws InterruptedException {
        restart(new FakeModel(0), EngineOptions.DEFAULT.withMaxRequests(1));
        final Generation first = engine.submit(greedy(TEN, 20));
        final Generation second = engine.submit(greedy(TEN, 20));
        second.cancel();
        first.cancel();
        assertThat(second.await().completions().getFirst().reason())
                .isEqualTo(FinishReason.CANCELLED);
        assertThat(first.await().completions().getFirst().ids()).isEmpty();
    }

    @Test
    void cancelled_beams_answer_with_nothing_when_there_is_nothing() throws InterruptedException {
        restart(new FakeModel(0), EngineOptions.DEFAULT);
        final Generation beams = engine.submit(greedy(TEN, 20).withBeam(BeamParameters.ofWidth(2)));
        beams.cancel();
        assertThat(beams.await().text()).isEmpty();
    }

    @Test
    void several_choices_have_draws_of_their_own_and_share_the_prompt()
            throws InterruptedException {
        final SamplingParameters hot =
                SamplingParameters.NEUTRAL.toBuilder().temperature(3).seed(1).build();
        final Request request = Request.of(new int[] {5, 6, 7}, hot, TEN);
        final Answer three = engine.submit(request.withChoices(3)).await();
        final Answer one = engine.submit(request).await();
        assertThat(three.completions()).hasSize(3);
        assertThat(three.completions().get(0).ids())
                .isEqualTo(one.completions().getFirst().ids())
                .isNotEqualTo(three.completions().get(1).ids());
        assertThat(three.completions().get(1).ids()).isNotEqualTo(three.completions().get(2).ids());
    }

    @Test
    void a_request_without_a_seed_gets_one_that_repeats_its_answer() throws InterruptedException {
        // Few candidates, so that no draw reaches the tokens at which the model fails.
        final SamplingParameters hot =
                SamplingParameters.NEUTRAL.toBuilder().temperature(3).topK(20).build();
        final Answer first = engine.submit(Request.of(new int[] {5}, hot, TEN)).await();
        final Answer again =
                engine.submit(Request.of(new int[] {5}, hot.withSeed(first.seed()), TEN)).await();
        assertThat(again.completions().getFirst().ids())
                .isEqualTo(first.completions().getFirst().ids());
    }

    @Test
    void beams_come_back_best_first() throws InterruptedException {
        final Answer answer =
                engine.submit(
                                greedy(TEN, 20)
                                        .withBeam(
                                                new BeamParameters(
                                                        4,
                                                        1,
                                                        3,
                                                        BeamParameters.EarlyStop.NEVER_BETTER)))
                        .await();
        assertThat(answer.completions()).hasSize(3);
        assertThat(answer.completions().getFirst().ids())
                .containsExactly(21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
        assertThat(answer.completions().get(0).score())
                .isGreaterThan(answer.completions().get(1).score());
    }

    @Test
    void a_beam_ends_at_a_stop_string() throws InterruptedException {
        final Request request =
                greedy(TEN.withStopStrings(List.of("cd")), 'a' + 2)
                        .withBeam(BeamParameters.ofWidth(2));
        final Completion completion = complete(request);
        assertThat(completion.text()).isEqualTo("ab");
        assertThat(completion.reason()).isEqualTo(FinishReason.STOP_STRING);
        assertThat(completion.ids()).hasSize(4);
    }

    @Test
    void a_second_prompt_with_the_same_start_reports_what_was_cached() throws InterruptedException {
        final int[] prompt = java.util.stream.IntStream.range(5, 105).toArray();
        prompt[95] = 7;
        assertThat(engine.submit(greedy(TEN, prompt)).await().timings().cachedTokens()).isZero();
        assertThat(engine.submit(greedy(TEN, prompt)).await().timings().cachedTokens())
                .isEqualTo(96);
    }

    @Test
    void the_journal_tells_what_was_done_when() throws InterruptedException {
        restart(FakeModel.unhindered(), EngineOptions.DEFAULT.withJournal(journal::add));
        complete(greedy(TEN, 20, 21));
        awaitIdle();
        engine.close();
        assertThat(journal.getFirst()).isInstanceOf(Journal.Entry.Arrived.class);
        assertThat(journal.getLast()).isInstanceOf(Journal.Entry.Stepped.class);
        assertThat(journal.stream().filter(Journal.Entry.Chosen.class::isInstance)).hasSize(10);
        assertThat(journal.stream().filter(Journal.Entry.Scheduled.class::isInstance))
                .hasSize(10)
                .first()
                .extracting(entry -> ((Journal.Entry.Scheduled) entry).count())
                .isEqualTo(2);
    }

    @Test
    void a_closed_engine_takes_no_requests_and_ends_those_it_has() throws InterruptedException {
        restart(new FakeModel(0), EngineOptions.DEFAULT);
        final Generation open = engine.submit(greedy(TEN, 20));
        engine.close();
        assertThat(open.await().completions().getFirst().reason())
                .isEqualTo(FinishReason.CANCELLED);
        assertThatThrownBy(() -> engine.submit(greedy(TEN, 20)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void timings_add_up() throws InterruptedException {
        final Timings timings = engine.submit(greedy(TEN, 20, 21, 22)).await().timings();
        assertThat(timings.promptTokens()).isEqualTo(3);
        assertThat(timings.generatedTokens()).isEqualTo(10);
        assertThat(timings.timeToFirstToken()).isBetween(timings.queue(), timings.total());
        assertThat(timings.interTokenP50()).isLessThanOrEqualTo(timings.interTokenP99());
        assertThat(timings.queue() + timings.prefill() + timings.decode())
                .isLessThanOrEqualTo(timings.total());
    }
}
