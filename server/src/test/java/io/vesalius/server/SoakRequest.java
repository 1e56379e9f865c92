package io.vesalius.server;

import io.vesalius.GenerateOptions;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.testing.Bits;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A request by HTTP and by the library, and its answers when it is alone.
 *
 * @param json of the request
 * @param choices of the answer by HTTP
 * @param bits of the library's answer
 */
record SoakRequest(
        String prompt, GenerateOptions options, String json, JsonNode choices, String bits) {
    static final int MOST_TOKENS = 160;
    static final int MOST_CHOICES = 2;

    private static final int COUNT = 24;
    private static final List<String> WORDS =
            List.of(" the", " little", " bear", " went", " to", " a", " big", " tree", " and", ".");

    /** Some requests, asked one after another of a server that does nothing else. */
    static List<SoakRequest> all(final Running running) throws InterruptedException {
        final List<SoakRequest> all = new ArrayList<>();
        for (int number = 0; number < COUNT; number++) {
            all.add(of(running, number));
        }
        return all;
    }

    private static SoakRequest of(final Running running, final int number)
            throws InterruptedException {
        final SplittableRandom random = new SplittableRandom(number);
        final StringBuilder prompt = new StringBuilder("Once upon a time");
        for (int i = random.nextInt(50); i > 0; i--) {
            prompt.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        final int choices = 1 + random.nextInt(MOST_CHOICES);
        final int tokens = 10 + random.nextInt(80);
        final GenerateOptions options =
                GenerateOptions.DEFAULT
                        .withSampling(SamplingParameters.NEUTRAL.withSeed(number).withLogProbs(2))
                        .withChoices(choices)
                        .withMaxTokens(tokens);
        final String json =
                "{'prompt': '%s', 'seed': %d, 'n': %d, 'max_tokens': %d, 'logprobs': 2}"
                        .formatted(prompt, number, choices, tokens);
        return new SoakRequest(
                prompt.toString(),
                options,
                json,
                running.client().post("/v1/completions", json).at("choices"),
                Bits.of(
                        running.model()
                                .submit(running.model().encode(prompt.toString()), options)
                                .await()));
    }

    /** The text of the first answer. */
    String text() {
        return choices.at("/0/text").stringValue();
    }
}
