package io.vesalius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadRequestException;
import io.vesalius.base.CapacityException;
import io.vesalius.engine.Answer;
import io.vesalius.engine.EngineOptions;
import io.vesalius.engine.Request;
import io.vesalius.engine.Speculation;
import io.vesalius.format.GgufFile;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.MemoryArithmetic;
import io.vesalius.sampling.BeamParameters;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.tensor.CacheType;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Pages that stay for the attention that they had, and the last ones. */
final class HeavyHittersTest {
    private static final int PAGE = CacheLayout.PAGE_TOKENS;
    private static final int EVERY = CachePolicy.HeavyHitters.EVERY;

    @TempDir private Path folder;

    private Path model() {
        return SmallModels.LLAMA.writeTo(folder);
    }

    private static OpenOptions options(final CacheType type, final int heavy, final int recent) {
        return OpenOptions.DEFAULT
                .withCacheType(type)
                .withCachePolicy(new CachePolicy.HeavyHitters(heavy, recent));
    }

    private static int[] tokens(final int count) {
        return new Random(count).ints(count, 3, 250).toArray();
    }

    private static Request request(final int length, final int generated) {
        final StopParameters stop =
                StopParameters.DEFAULT.withMaxTokens(generated).withIgnoreEos(true);
        return Request.of(tokens(length), SamplingParameters.GREEDY, stop);
    }

    /** As the paper says it, page by page: what is seen gains its weights, the lightest goes. */
    private record Paper(int heavy, int recent, Map<Integer, TreeMap<Integer, Double>> layers)
            implements PlainLlama.View {
        @Override
        public List<PlainLlama.Seen> of(final PlainLlama.Looking who) {
            final TreeMap<Integer, Double> masses =
                    layers.computeIfAbsent(who.layer(), layer -> new TreeMap<>());
            final int own = who.position() / PAGE;
            if (!masses.containsKey(own)) {
                if (who.position() % EVERY == 0) {
                    forget(masses, own - recent);
                }
                masses.put(own, 0.0);
            }
            final List<PlainLlama.Seen> seen = new ArrayList<>();
            for (final int page : masses.keySet()) {
                final int end = Math.min(PAGE * (page + 1), who.position() + 1);
                IntStream.range(PAGE * page, end).forEach(i -> seen.add(new PlainLlama.Seen(i, i)));
            }
            final double[][] keys = who.keys().get();
            for (final double[] query : who.queries()) {
                count(masses, seen, query, keys);
            }
            return seen;
        }

        private void forget(final TreeMap<Integer, Double> masses, final int end) {
            masses.headMap(end).entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                    .skip(heavy)
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(masses::remove);
        }

        private static void count(
                final TreeMap<Integer, Double> masses,
                final List<PlainLlama.Seen> seen,
                final double[] query,
                final double[][] keys) {
            final Map<Integer, Double> weights = new HashMap<>();
            double total = 0;
            for (final PlainLlama.Seen each : seen) {
                double dot = 0;
                for (int d = 0; d < query.length; d++) {
                    dot += query[d] * keys[each.position()][d];
                }
                final double weight = Math.exp(dot / Math.sqrt(query.length));
                weights.merge(each.position() / PAGE, weight, Double::sum);
                total += weight;
            }
            for (final Map.Entry<Integer, Double> page : weights.entrySet()) {
                masses.merge(page.getKey(), page.getValue() / total, Double::sum);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 2", "1, 4"})
    void logits_are_those_of_the_pages_that_attention_chooses(final int heavy, final int recent)
            throws InterruptedException {
        try (Vesalius model = Vesalius.open(model(), options(CacheType.F32, heavy, recent))) {
            PlainLlama.assertSees(
                    model,
                    model(),
                    tokens(13 * PAGE + 7),
                    new Paper(heavy, recent, new HashMap<>()),
                    new Paper(100, 100, new HashMap<>()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void as_many_pages_as_there_are_give_the_bits_of_all(final CacheType type)
            throws InterruptedException {
        final int[] tokens = tokens(10 * PAGE);
        try (Vesalius keeping = Vesalius.open(model(), options(type, 6, 2));
                Vesalius dense = Vesalius.open(model(), OpenOptions.DEFAULT.withCacheType(type));
                Vesalius losing = Vesalius.open(model(), options(type, 5, 2))) {
            final List<float[]> all = PlainLlama.logits(dense, tokens);
            final List<float[]> some = PlainLlama.logits(losing, tokens);
            assertThat(PlainLlama.logits(keeping, tokens))
                    .usingRecursiveComparison()
                    .isEqualTo(all);
            assertThat(some.subList(0, 2 * EVERY))
                    .usingRecursiveComparison()
                    .isEqualTo(all.subList(0, 2 * EVERY));
            assertThat(some.getLast()).isNotEqualTo(all.getLast());
        }
    }

    private OpenOptions inPages(final int pages) {
        final OpenOptions options = options(CacheType.F32, 2, 1);
        try (GgufFile file = GgufFile.open(model())) {
            final CacheLayout layout =
                    MemoryArithmetic.of(file, options.cachePolicy())
                            .cache(CacheType.F32, 512)
                            .layout();
            final long bytes = layout.groups().size() * layout.pageBytes();
            return options.withEngine(EngineOptions.DEFAULT.withKvBytes(pages * bytes));
        }
    }

    @Test
    void a_sequence_takes_the_pages_that_stay_and_those_up_to_the_next_choice()
            throws InterruptedException {
        final Request request = request(200, 250);
        try (Vesalius model = Vesalius.open(model(), inPages(2 + 1 + 4))) {
            final Answer answer = model.submit(request).await();
            assertThat(answer.completions().getFirst().tokens()).hasSize(250);
            assertThat(model.status().preemptions()).isZero();
        }
        try (Vesalius model = Vesalius.open(model(), inPages(2 + 1 + 3))) {
            assertThatThrownBy(() -> model.submit(request))
                    .isInstanceOf(CapacityException.class)
                    .hasMessageContaining("pages of 32 tokens and the cache has");
        }
    }

    @Test
    void nothing_is_taken_from_another_request() throws InterruptedException {
        try (Vesalius model = Vesalius.open(model(), options(CacheType.F16, 2, 1))) {
            model.submit(request(100, 2)).await();
            assertThat(model.submit(request(100, 2)).await().timings().cachedTokens()).isZero();
            assertThat(model.status().cachedPages()).isZero();
        }
    }

    @Test
    void sequences_that_would_share_pages_are_refused() {
        final BeamParameters beam = new BeamParameters(3, 1.0, 2, BeamParameters.EarlyStop.FIRST);
        try (Vesalius model = Vesalius.open(model(), options(CacheType.F16, 2, 1))) {
            assertThatThrownBy(() -> model.submit(request(5, 2).withChoices(2)))
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("2 sequences of one prompt")
                    .hasMessageContaining("one answer at a time");
            assertThatThrownBy(() -> model.submit(request(5, 2).withBeam(beam)))
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("sequences of one prompt");
        }
    }

    @Test
    void guesses_are_refused() {
        final EngineOptions guessing =
                EngineOptions.DEFAULT.withSpeculation(new Speculation.PromptLookup(4));
        assertThatThrownBy(
                        () ->
                                Vesalius.open(
                                        model(), options(CacheType.F16, 2, 1).withEngine(guessing)))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("wrong guesses would count");
    }

    @ParameterizedTest
    @CsvSource({"0, 1, heavy_pages is 0", "1, 0, recent_pages is 0"})
    void no_pages_are_refused(final int heavy, final int recent, final String message) {
        assertThatThrownBy(() -> new CachePolicy.HeavyHitters(heavy, recent))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(message);
    }
}
