package io.vesalius.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vesalius.Perplexity;
import io.vesalius.Vesalius;
import io.vesalius.engine.Request;
import io.vesalius.sampling.LogProbs;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.testing.Shared;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;

/**
 * A real quantised chat model against the same computed in double precision on the exact values of
 * its weights. It needs fast kernels, so it stands here.
 */
class ChatModelOracleTest {
    private static final String MODEL = "models/SmolLM2-135M-Instruct.Q4_1.gguf";

    private static Vesalius model;
    private static JsonNode texts;

    @BeforeAll
    static void open() throws IOException {
        if (Shared.has(MODEL)) {
            texts =
                    JsonMapper.shared()
                            .readTree(Files.readString(Shared.path("fixtures/smollm2-exact.json")))
                            .get("texts");
            model = Vesalius.open(Shared.path(MODEL));
        }
    }

    /** For each test, so that each is counted as skipped. */
    @BeforeEach
    void the_model_is_there() {
        Shared.path(MODEL);
    }

    @AfterAll
    static void close() {
        if (model != null) {
            model.close();
        }
    }

    @Test
    void the_perplexity_of_english_is_the_references_within_half_a_percent() throws IOException {
        final String text = Files.readString(Shared.path("texts/udhr/eng.txt"));
        final JsonNode expected = texts.get("udhr-eng");
        final Perplexity perplexity = Perplexity.of(model, text, 512);
        assertThat(perplexity.tokens()).isEqualTo(expected.get("scored").asLong());
        assertThat(perplexity.value() / expected.get("perplexity").asDouble())
                .isCloseTo(1, within(0.005));
    }

    @ParameterizedTest
    @CsvSource({"english", "udhr-eng", "udhr-fra"})
    void the_first_windows_distributions_are_as_near_as_quantised_activations_allow(
            final String name) throws InterruptedException {
        final JsonNode window = texts.get(name).get("first_window");
        final int[] ids = new int[window.get("top_ids").size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = texts.get(name).get("ids").get(i).asInt();
        }
        final double[] divergence = new double[1];
        model.submit(
                        Request.of(ids, SamplingParameters.GREEDY, StopParameters.DEFAULT)
                                .withPromptLogits(
                                        (position, logits) ->
                                                divergence[0] +=
                                                        divergence(window, position, logits)))
                .await();
        assertThat(divergence[0] / ids.length).isBetween(0.0, 0.0055);
    }

    /** KL over the 32 largest of the reference, each side's renormalised. */
    private static double divergence(
            final JsonNode window, final int position, final float[] logits) {
        final JsonNode ids = window.get("top_ids").get(position);
        final JsonNode exact = window.get("top_logprobs").get(position);
        final LogProbs ours = LogProbs.of(logits);
        double exactTotal = 0;
        double ourTotal = 0;
        for (int i = 0; i < ids.size(); i++) {
            exactTotal += Math.exp(exact.get(i).asDouble());
            ourTotal += Math.exp(ours.of(ids.get(i).asInt()));
        }
        double kl = 0;
        for (int i = 0; i < ids.size(); i++) {
            final double p = exact.get(i).asDouble() - Math.log(exactTotal);
            final double q = ours.of(ids.get(i).asInt()) - Math.log(ourTotal);
            kl += Math.exp(p) * (p - q);
        }
        return kl;
    }
}
