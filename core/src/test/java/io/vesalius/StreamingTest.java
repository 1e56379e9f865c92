package io.vesalius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vesalius.base.BadRequestException;
import io.vesalius.base.CapacityException;
import io.vesalius.engine.Answer;
import io.vesalius.engine.EngineOptions;
import io.vesalius.engine.Request;
import io.vesalius.format.GgufFile;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.MemoryArithmetic;
import io.vesalius.sampling.FinishReason;
import io.vesalius.sampling.LogProbs;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.tensor.CacheType;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Attention sinks and a window: what a query sees, where it stands, and what is kept. */
final class StreamingTest {
    private static final int CONTEXT = 64;

    @TempDir private Path folder;

    private Path model() {
        return SmallModels.LLAMA.withContextLength(CONTEXT).writeTo(folder);
    }

    private static OpenOptions options(final int sinks, final int recent) {
        return OpenOptions.DEFAULT
                .withCacheType(CacheType.F32)
                .withCachePolicy(new CachePolicy.Streaming(sinks, recent));
    }

    /** The paper's cache: the first ones, the last ones, and places as they lie in it. */
    private static List<PlainLlama.Seen> cached(
            final int position, final int sinks, final int recent) {
        final List<PlainLlama.Seen> seen = new ArrayList<>();
        for (int i = 0; i <= position; i++) {
            if (i < sinks || i > position - recent) {
                seen.add(new PlainLlama.Seen(i, seen.size()));
            }
        }
        return seen;
    }

    @ParameterizedTest
    @CsvSource({"4, 28", "0, 32", "1, 1", "33, 20", "40, 24"})
    void logits_are_those_of_a_cache_that_holds_sinks_and_window_only(
            final int sinks, final int recent) throws InterruptedException {
        final int[] tokens = new Random(sinks).ints(5 * CONTEXT, 3, 250).toArray();
        final List<double[]> expected;
        try (GgufFile file = GgufFile.open(model())) {
            expected =
                    new PlainLlama(file).logits(tokens, q -> cached(q.position(), sinks, recent));
        }
        try (Vesalius model = Vesalius.open(model(), options(sinks, recent))) {
            PlainLlama.assertNear(PlainLlama.logits(model, tokens), expected);
        }
    }

    /** Of pages for one sink page and three that 48 + 16 - 1 positions can touch. */
    private OpenOptions inPages(final int pages) {
        try (GgufFile file = GgufFile.open(model())) {
            final long bytes =
                    MemoryArithmetic.of(file).cache(CacheType.F32, 16).layout().pageBytes();
            return options(4, 48)
                    .withEngine(
                            EngineOptions.DEFAULT.withMaxStepRows(16).withKvBytes(pages * bytes));
        }
    }

    @Test
    void an_answer_goes_on_past_the_context_in_the_pages_of_sinks_and_window()
            throws InterruptedException {
        final StopParameters stop =
                StopParameters.DEFAULT.withMaxTokens(40 * CONTEXT).withIgnoreEos(true);
        final Request request = Request.of(new int[] {5, 6}, SamplingParameters.GREEDY, stop);
        try (Vesalius model = Vesalius.open(model(), inPages(4))) {
            final Answer answer = model.submit(request).await();
            assertThat(answer.completions().getFirst().tokens()).hasSize(40 * CONTEXT);
            assertThat(answer.completions().getFirst().reason()).isEqualTo(FinishReason.MAX_TOKENS);
            assertThat(model.status().preemptions()).isZero();
        }
        try (Vesalius model = Vesalius.open(model(), inPages(3))) {
            assertThatThrownBy(() -> model.submit(request))
                    .isInstanceOf(CapacityException.class)
                    .hasMessageContaining("need 4 pages of 32 tokens and the cache has 3");
        }
    }

    @Test
    void a_sequence_is_as_long_as_was_asked_for_and_the_context_is_no_limit()
            throws InterruptedException {
        final StopParameters endless = StopParameters.DEFAULT.withIgnoreEos(true);
        final OpenOptions options = options(4, 28);
        try (Vesalius model =
                Vesalius.open(
                        model(),
                        options.withEngine(EngineOptions.DEFAULT.withContextLength(300)))) {
            assertThat(model.contextLength()).isEqualTo(300);
            final Answer answer =
                    model.submit(Request.of(new int[] {5}, SamplingParameters.GREEDY, endless))
                            .await();
            assertThat(answer.completions().getFirst().tokens()).hasSize(299);
            assertThat(answer.completions().getFirst().reason())
                    .isEqualTo(FinishReason.CONTEXT_END);
        }
        try (Vesalius model = Vesalius.open(model(), options)) {
            assertThat(model.contextLength()).isEqualTo(CachePolicy.Streaming.LONGEST);
        }
        assertThatThrownBy(
                        () ->
                                Vesalius.open(
                                        model(),
                                        options.withEngine(
                                                EngineOptions.DEFAULT.withContextLength(1 << 21))))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("a sequence can have 1 to 1048576");
    }

    @Test
    void a_window_that_covers_the_text_sees_what_everything_sees() throws InterruptedException {
        final int[] tokens = new Random(1).ints(CONTEXT, 3, 250).toArray();
        final OpenOptions all = OpenOptions.DEFAULT.withCacheType(CacheType.F32);
        try (Vesalius streaming = Vesalius.open(model(), options(4, CONTEXT - 4));
                Vesalius plain = Vesalius.open(model(), all)) {
            final List<float[]> expected = PlainLlama.logits(plain, tokens);
            final List<float[]> actual = PlainLlama.logits(streaming, tokens);
            for (int position = 0; position < CONTEXT; position++) {
                assertThat(actual.get(position))
                        .containsExactly(expected.get(position), within(1e-4f));
            }
        }
    }

    /**
     * The paper's claim (its "sliding window with re-computation" is what it is compared with),
     * with the model in the box and stories that it told.
     */
    @Test
    void far_past_the_context_text_is_as_predictable_as_within_it() throws InterruptedException {
        final OpenOptions options =
                OpenOptions.DEFAULT.withCachePolicy(new CachePolicy.Streaming(4, 252));
        try (Vesalius model = BuiltIn.open(options)) {
            final int context = 288;
            final int[] tokens = stories(model, 16);
            assertThat(tokens.length).isGreaterThan(8 * context);
            final double[] together = nll(model, tokens);
            double past = 0;
            double within = 0;
            for (int from = 2 * context; from + context <= tokens.length; from += context / 2) {
                final int[] window = Arrays.copyOfRange(tokens, from, from + context);
                window[0] = tokens[0]; // BOS
                within += Arrays.stream(nll(model, window)).skip(context / 2).sum();
                past += Arrays.stream(together, from, from + context - 1).skip(context / 2).sum();
            }
            assertThat(past).isLessThan(1.05 * within);
        }
    }

    /** Of each token that has one before it. */
    private static double[] nll(final Vesalius model, final int[] tokens)
            throws InterruptedException {
        final double[] nll = new double[tokens.length - 1];
        final Request request =
                Request.of(tokens, SamplingParameters.GREEDY, StopParameters.DEFAULT)
                        .withPromptLogits(
                                (position, row) -> {
                                    if (position < nll.length) {
                                        nll[position] = -LogProbs.of(row).of(tokens[position + 1]);
                                    }
                                });
        model.submit(request).await();
        return nll;
    }

    private static int[] stories(final Vesalius model, final int count) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            final GenerateOptions options = GenerateOptions.DEFAULT.withSeed(i).withMaxTokens(240);
            final String start = "Once upon a time";
            text.append(start).append(model.generate(start, options).text()).append('\n');
        }
        return model.encode(text.toString());
    }

    @Test
    void more_positions_than_the_model_was_made_for_are_refused() {
        assertThatThrownBy(() -> Vesalius.open(model(), options(4, CONTEXT - 3)))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("4 sinks and 61 recent tokens")
                .hasMessageContaining("64");
    }
}
