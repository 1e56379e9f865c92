package io.vesalius.engine;

import io.vesalius.sampling.BeamParameters;
import io.vesalius.sampling.SamplingBuilder;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Requests of every kind, many of whose prompts begin alike. */
final class RandomRequests {
    private RandomRequests() {}

    static List<Request> of(final Random random, final int count, final int vocabSize) {
        final int[] common = ids(random, 100, vocabSize);
        final List<Request> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final int shared = random.nextInt(3) == 0 ? 0 : random.nextInt(100);
            final int[] own = ids(random, 1 + random.nextInt(40), vocabSize);
            final int[] prompt = Arrays.copyOf(common, shared + own.length);
            System.arraycopy(own, 0, prompt, shared, own.length);
            requests.add(request(random, prompt));
        }
        return requests;
    }

    /** Requests of one sequence each, whose prompts repeat themselves. */
    static List<Request> ofLongPrompts(final Random random, final int count, final int vocabSize) {
        final List<Request> requests = new ArrayList<>();
        for (final Request request : of(random, count, vocabSize)) {
            final int[] once = request.prompt();
            final int[] prompt = new int[once.length * (1 + random.nextInt(3))];
            Arrays.setAll(prompt, i -> once[i % once.length]);
            requests.add(Request.of(prompt, request.sampling(), request.stop()));
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
