package io.vesalius;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.engine.Request;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.tensor.CacheType;
import io.vesalius.testing.Shared;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;

/** A real model of stories against the same computed in double precision. */
class StoriesOracleTest {
    @Test
    void the_greedy_story_is_the_references() throws IOException {
        final int[] greedy = ints(expected().get("greedy"));
        try (Vesalius model = Vesalius.open(Shared.path("models/stories260K-f32.gguf"))) {
            assertThat(
                            model.generate(
                                            "Once upon a time",
                                            GenerateOptions.GREEDY.withMaxTokens(greedy.length))
                                    .completions()
                                    .getFirst()
                                    .ids())
                    .isEqualTo(greedy);
        }
    }

    @Test
    void the_logits_are_within_a_few_millionths_of_the_largest()
            throws IOException, InterruptedException {
        final JsonNode expected = expected();
        final float[] last = new float[512];
        try (Vesalius model =
                Vesalius.open(
                        Shared.path("models/stories260K-f32.gguf"),
                        OpenOptions.DEFAULT.withCacheType(CacheType.F32))) {
            final int[] ids = model.encode("Once upon a time");
            assertThat(ids).isEqualTo(ints(expected.get("ids")));
            model.submit(
                            Request.of(ids, SamplingParameters.GREEDY, StopParameters.DEFAULT)
                                    .withPromptLogits(
                                            (position, logits) ->
                                                    System.arraycopy(logits, 0, last, 0, 512)))
                    .await();
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < last.length; i++) {
            final double exact = expected.get("logits_last").get(i).asDouble();
            largest = Math.max(largest, Math.abs(exact));
            difference = Math.max(difference, Math.abs(exact - last[i]));
        }
        assertThat(difference / largest).isLessThan(5e-6);
    }

    private static JsonNode expected() throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(Shared.path("fixtures/stories260K-once.json")));
    }

    private static int[] ints(final JsonNode array) {
        return array.valueStream().mapToInt(JsonNode::asInt).toArray();
    }
}
