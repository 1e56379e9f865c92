package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.sampling.BeamParameters;
import io.vesalius.sampling.SamplingBuilder;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.tensor.DType;
import io.vesalius.testing.SmallModel;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    @TempDir private Path folder;
    private int acceptedTokens;

    static Stream<SmallModel> models() {
        return Stream.of(
                SmallModels.LLAMA.withWeights(DType.Q8_0), SmallModels.QWEN3, SmallModels.GEMMA3);
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_request_is_answered_as_if_it_were_alone(final SmallModel small)
            throws InterruptedException {
        final long seed = Long.getLong("vesalius.seed", 20260101L);
        final Random random = new Random(seed);
        final Path path = small.writeTo(folder);
        final List<Request> requests = requests(random, 270);
        final List<String> alone = alone(path, requests);
        long preemptions = 0;
        long hits = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final EngineOptions options = options(path, random, round);
            try (SmallEngine small1 = SmallEngine.open(path, 1 + random.nextInt(3), options)) {
                assertThat(together(small1.engine(), requests, random))
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(alone);
                final EngineStatus status = settled(small1.engine());
                assertThat(status.usedPages()).isZero();
                preemptions += status.preemptions();
                hits += status.hitTokens();
            }
        }
        assertThat(preemptions).as("preemptions, else this test proves little").isPositive();
        assertThat(acceptedTokens).as("guesses, else this test proves little").isPositive();
        assertThat(hits).as("prefix hits, else this test proves little").isPositive();
    }

    /** Crowded engines lose pages, quiet ones guess. */
    private static EngineOptions options(final Path path, final Random random, final int round) {
        final EngineOptions crowded =
                EngineOptions.DEFAULT
                        .withKvBytes(SmallEngine.bytes(path, 21 + random.nextInt(4)))
                        .withMaxStepRows(8 + random.nextInt(120));
        return round % 2 == 0
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

    private List<String> alone(final Path path, final List<Request> requests)
            throws InterruptedException {
        final List<String> transcripts = new ArrayList<>();
        for (final Request request : requests) {
            try (SmallEngine engine = SmallEngine.open(path, 1, EngineOptions.DEFAULT)) {
                transcripts.add(transcript(engine.engine().submit(request).await()));
            }
        }
        return transcripts;
    }

    /** All of them at once in another order, with some that are cancelled between. */
    private List<String> together(
            final Engine engine, final List<Request> requests, final Random random)
            throws InterruptedException {
        final Generation[] generations = new Generation[requests.size()];
        final List<Integer> order = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            order.add(i);
        }
        java.util.Collections.shuffle(order, random);
        for (final int i : order) {
            generations[i] = engine.submit(requests.get(i));
            if (random.nextInt(3) == 0) {
                final Generation doomed = engine.submit(requests.get(random.nextInt(REQUESTS)));
                Thread.sleep(random.nextInt(4));
                doomed.cancel();
            }
        }
        final List<String> transcripts = new ArrayList<>();
        for (final Generation generation : generations) {
            transcripts.add(transcript(generation.await()));
        }
        return transcripts;
    }

    private String transcript(final Answer answer) {
        acceptedTokens += answer.timings().acceptedTokens();
        final StringBuilder text = new StringBuilder();
        for (final Completion each : answer.completions()) {
            text.append(each.reason()).append(' ').append(each.text());
            text.append(Double.doubleToLongBits(each.score()));
            each.tokens()
                    .forEach(
                            token ->
                                    text.append(' ')
                                            .append(token.id())
                                            .append(':')
                                            .append(Double.doubleToLongBits(token.logProb()))
                                            .append(token.top()));
        }
        return text.toString();
    }

    private static List<Request> requests(final Random random, final int vocabSize) {
        final int[] common = ids(random, 100, vocabSize);
        final List<Request> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            final int shared = random.nextInt(3) == 0 ? 0 : random.nextInt(100);
            final int[] own = ids(random, 1 + random.nextInt(40), vocabSize);
            final int[] prompt = Arrays.copyOf(common, shared + own.length);
            System.arraycopy(own, 0, prompt, shared, own.length);
            requests.add(request(random, prompt));
        }
        return requests;
    }

    private static Request request(final Random random, final int[] prompt) {
        final StopParameters stop =
                StopParameters.DEFAULT
                        .withMaxTokens(1 + random.nextInt(32))
                        .withIgnoreEos(random.nextBoolean());
        final Request request = Request.of(prompt, sampling(random), stop);
        return switch (random.nextInt(4)) {
            case 0 -> request.withChoices(1 + random.nextInt(3));
            case 1 ->
                    request.withBeam(new BeamParameters(3, 1.0, 2, BeamParameters.EarlyStop.FIRST));
            default -> request;
        };
    }

    private static SamplingParameters sampling(final Random random) {
        if (random.nextInt(2) == 0) {
            return SamplingParameters.GREEDY.toBuilder()
                    .logitBias(favourites(random))
                    .logProbs(3)
                    .build();
        }
        final SamplingBuilder builder =
                SamplingParameters.builder()
                        .temperature(random.nextInt(4) == 0 ? 0 : 0.5 + random.nextDouble())
                        .topK(random.nextInt(50))
                        .topP(0.5 + random.nextDouble() / 2)
                        .repetitionPenalty(1 + random.nextDouble() / 4)
                        .seed(random.nextLong())
                        .logProbs(3);
        return builder.build();
    }

    /** Two tokens that stand out, so that answers repeat themselves and guesses come true. */
    private static Map<Integer, Float> favourites(final Random random) {
        final Map<Integer, Float> bias = new HashMap<>();
        while (bias.size() < 2) {
            bias.put(3 + random.nextInt(200), 50f);
        }
        return bias;
    }

    private static int[] ids(final Random random, final int count, final int vocabSize) {
        return random.ints(count, 3, vocabSize).toArray();
    }
}
