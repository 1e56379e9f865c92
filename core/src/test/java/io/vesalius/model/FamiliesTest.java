package io.vesalius.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.format.GgufFile;
import io.vesalius.kernel.CpuCompute;
import io.vesalius.kernel.Definition;
import io.vesalius.kernel.PageStore;
import io.vesalius.kernel.WorkerTeam;
import io.vesalius.kv.CacheLayout;
import io.vesalius.tensor.CacheType;
import io.vesalius.testing.Shared;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;

final class FamiliesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama",
                "llama-tied-mha",
                "llama3-rope",
                "llama-linear-rope",
                "llama-yarn",
                "llama-bias",
                "mistral-swa",
                "qwen2",
                "qwen3",
                "gemma",
                "gemma2",
                "gemma3",
                "phi3",
                "phi3-longrope",
                "smollm3",
                "granite",
                "olmo2"
            })
    void logits_equal_those_of_the_reference(final String name) throws IOException {
        final JsonNode expected =
                JsonMapper.shared()
                        .readTree(
                                Files.readString(
                                        Shared.path("fixtures/families/" + name + ".json")));
        final int[] ids = expected.get("ids").valueStream().mapToInt(JsonNode::asInt).toArray();
        try (GgufFile file = GgufFile.open(Shared.path("fixtures/families/" + name + ".gguf"));
                WorkerTeam team = new WorkerTeam(2);
                Model model =
                        DecoderLoader.load(
                                file,
                                new CpuCompute(new Definition(), team),
                                ModelOptions.DEFAULT.withCacheType(CacheType.F32));
                PageStore pages = model.pages(64)) {
            final Batch batch = new Batch(model.maxRows());
            final int perGroup = Math.ceilDiv(ids.length, CacheLayout.PAGE_TOKENS);
            batch.add(
                    (group, position) -> group * perGroup + position / CacheLayout.PAGE_TOKENS,
                    ids,
                    0,
                    ids.length,
                    0,
                    ids.length);
            assertThat(model.forward(batch, pages, () -> false)).isTrue();
            compare(model, expected.get("logits"));
        }
    }

    private static void compare(final Model model, final JsonNode expected) {
        double largest = 0;
        double difference = 0;
        final float[] logits = new float[model.vocabSize()];
        for (int row = 0; row < expected.size(); row++) {
            model.logits(row, logits);
            for (int i = 0; i < logits.length; i++) {
                final double exact = expected.get(row).get(i).asDouble();
                largest = Math.max(largest, Math.abs(exact));
                difference = Math.max(difference, Math.abs(exact - logits[i]));
            }
        }
        assertThat(difference / largest).isLessThan(1e-5);
    }
}
