package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufWriter;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.testing.Logged;
import io.vesalius.testing.SmallModels;
import io.vesalius.tokenizer.Tokenizer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.LogRecord;

/** What a draft may and may not do to requests, over models that count upwards. */
@Timeout(60)
class DrafterTest {
    private static final StopParameters MANY =
            StopParameters.DEFAULT.withMaxTokens(150).withIgnoreEos(true);

    @TempDir private static Path folder;

    private Tokenizer tokenizer;
    private FakeModel target;
    private FakeModel draft;
    private Engine engine;

    @BeforeEach
    void start() {
        try (GgufFile file = GgufFile.open(SmallModels.LLAMA.writeTo(folder))) {
            tokenizer = Tokenizer.from(file.metadata());
        }
    }

    private void start(final FakeModel guessing, final int steps) {
        start(guessing, tokenizer, steps);
    }

    private void start(final FakeModel guessing, final Tokenizer itsTokenizer, final int steps) {
        target = new FakeModel(steps);
        draft = guessing;
        engine =
                Engine.start(
                        target,
                        tokenizer,
                        EngineOptions.DEFAULT
                                .withKvBytes(1 << 20)
                                .withSpeculation(
                                        new Speculation.DraftModel(draft, itsTokenizer, 4)));
    }

    @AfterEach
    void nothing_is_left_over() throws InterruptedException {
        target.allow(1_000_000);
        awaitIdle();
        assertThat(engine.status().draftUsedPages()).isZero();
        assertThat(engine.status().usedPages()).isZero();
        engine.close();
    }

    private void awaitIdle() throws InterruptedException {
        while (engine.status().running() + engine.status().waiting() > 0) {
            Thread.sleep(1);
        }
    }

    private Generation submit(final int first) {
        return engine.submit(Request.of(new int[] {first}, SamplingParameters.GREEDY, MANY));
    }

    @Test
    void several_sequences_are_guessed_for_in_one_pass_a_position() throws InterruptedException {
        start(FakeModel.unhindered(), 0);
        final List<Generation> generations = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            generations.add(submit(3 + i));
        }
        target.allow(1_000_000);
        int drafted = 0;
        for (final Generation generation : generations) {
            drafted += generation.await().timings().draftedTokens();
        }
        assertThat(Collections.max(draft.segmentCounts())).isEqualTo(3);
        assertThat(draft.segmentCounts().size()).isLessThan(drafted);
    }

    @Test
    void a_cancelled_request_frees_the_pages_of_the_draft() throws InterruptedException {
        start(FakeModel.unhindered(), 2);
        final Generation generation = submit(3);
        while (engine.status().draftUsedPages() == 0) {
            target.allow(1);
            Thread.sleep(1);
        }
        generation.cancel();
        generation.await();
        awaitIdle();
        assertThat(engine.status().draftUsedPages()).isZero();
    }

    @Test
    void a_draft_whose_values_are_no_numbers_harms_nobody() throws InterruptedException {
        start(new FakeModel(1 << 30, FakeModel.Fault.POISONED), 1 << 30);
        assertCounts(submit(3).await());
    }

    @Test
    void a_draft_that_fails_harms_nobody_and_is_asked_no_more() throws InterruptedException {
        start(new FakeModel(1 << 30, FakeModel.Fault.BUG), 1 << 30);
        try (Logged log = new Logged("io.vesalius.engine")) {
            assertCounts(submit(3).await());
            assertCounts(submit(3).await());
            assertThat(log.take())
                    .extracting(LogRecord::getMessage)
                    .containsExactly("the draft model failed: no more guesses");
        }
        assertThat(draft.segmentCounts()).hasSize(1);
    }

    private static void assertCounts(final Answer answer) {
        final int[] ids = answer.completions().getFirst().ids();
        assertThat(ids).hasSize(150).startsWith(4, 5, 6);
        assertThat(ids[149]).isEqualTo(153);
        assertThat(answer.timings().draftedTokens()).isZero();
    }

    @Test
    void answers_end_where_the_target_ends_them_whatever_the_draft_calls_an_end()
            throws InterruptedException {
        final GgufWriter other = SmallModels.LLAMA.writer();
        other.put("tokenizer.ggml.eos_token_id", 20);
        final Path path = folder.resolve("other-end.gguf");
        other.write(path);
        try (GgufFile file = GgufFile.open(path)) {
            start(FakeModel.unhindered(), Tokenizer.from(file.metadata()), 1 << 30);
        }
        final Answer answer = submit(3).await();
        assertThat(answer.completions().getFirst().ids()).hasSize(150);
        assertThat(answer.timings().draftedTokens())
                .isPositive()
                .isEqualTo(answer.timings().acceptedTokens());
    }

    @Test
    void no_guess_is_made_beyond_what_was_asked_for() throws InterruptedException {
        start(FakeModel.unhindered(), 1 << 30);
        final Request one =
                Request.of(
                        new int[] {3},
                        SamplingParameters.GREEDY,
                        StopParameters.DEFAULT.withMaxTokens(2));
        assertThat(engine.submit(one).await().timings().draftedTokens()).isZero();
        assertThat(draft.segmentCounts()).isEmpty();
    }
}
