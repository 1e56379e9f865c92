package io.vesalius.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.format.GgufFile;
import io.vesalius.kernel.CpuCompute;
import io.vesalius.kernel.Definition;
import io.vesalius.kernel.PageStore;
import io.vesalius.kernel.WorkerTeam;
import io.vesalius.kv.CacheLayout;
import io.vesalius.model.Batch;
import io.vesalius.model.DecoderLoader;
import io.vesalius.model.Model;
import io.vesalius.model.ModelOptions;
import io.vesalius.tensor.DType;
import io.vesalius.tokenizer.Tokenizer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

final class SmallModelsTest {
    private static final String TEXT =
            "Once upon a time there was\ta girl: \uD83D\uDE00 \u00E9\u4E2D";

    @TempDir private Path folder;

    static Stream<SmallModel> models() {
        return Stream.of(
                SmallModels.LLAMA,
                SmallModels.LLAMA.withWeights(DType.Q4_K),
                SmallModels.QWEN3,
                SmallModels.QWEN3.withWeights(DType.Q8_0),
                SmallModels.GEMMA3,
                SmallModels.GEMMA3.withWeights(DType.BF16));
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_small_model_computes_different_logits_at_each_position(final SmallModel small) {
        try (GgufFile file = GgufFile.open(small.writeTo(folder));
                WorkerTeam team = new WorkerTeam(2);
                Model model =
                        DecoderLoader.load(
                                file,
                                new CpuCompute(new Definition(), team),
                                ModelOptions.DEFAULT);
                PageStore pages = model.pages(64)) {
            final int[] ids = Tokenizer.from(file.metadata()).encode(TEXT);
            final Batch batch = new Batch(model.maxRows());
            batch.add(
                    (group, position) -> group * 4 + position / CacheLayout.PAGE_TOKENS,
                    ids,
                    0,
                    ids.length,
                    0,
                    2);
            assertThat(model.forward(batch, pages, () -> false)).isTrue();
            final float[] first = new float[model.vocabSize()];
            final float[] second = new float[model.vocabSize()];
            model.logits(0, first);
            model.logits(1, second);
            assertThat(model.poisoned(batch.segments().getFirst())).isFalse();
            assertThat(first).isNotEqualTo(second);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void its_vocabulary_gives_every_text_back(final SmallModel small) {
        try (GgufFile file = GgufFile.open(small.writeTo(folder))) {
            final Tokenizer tokenizer = Tokenizer.from(file.metadata());
            assertThat(tokenizer.decode(tokenizer.encode(TEXT))).isEqualTo(TEXT);
            assertThat(tokenizer.encode(" the little world").length).isLessThanOrEqualTo(4);
            assertThat(tokenizer.vocabSize()).isBetween(300, 512);
            assertThat(tokenizer.bosId()).isPresent();
            assertThat(tokenizer.endOfGenerationIds()).contains(tokenizer.eosId().getAsInt());
        }
    }

    @Test
    void the_same_description_gives_the_same_file_and_another_seed_another() throws IOException {
        final byte[] file = Files.readAllBytes(SmallModels.LLAMA.writeTo(folder));
        final Path again = SmallModels.LLAMA.writeTo(Files.createDirectory(folder.resolve("2")));
        assertThat(Files.readAllBytes(again)).isEqualTo(file);
        final Path other = SmallModels.LLAMA.withSeed(2).writeTo(folder);
        assertThat(Files.readAllBytes(other)).isNotEqualTo(file);
    }
}
