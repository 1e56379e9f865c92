package io.vesalius.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vesalius.OpenOptions;
import io.vesalius.Vesalius;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.engine.Request;
import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufWriter;
import io.vesalius.kernel.Definition;
import io.vesalius.kernel.WorkerTeam;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.DType;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Model files in and out of training. */
final class LlamaModelTest {
    private static final int[] IDS = {1, 40, 7, 22, 9, 9, 31, 3};

    @TempDir private Path folder;

    private static float[] logits(final Path file) {
        try (GgufFile gguf = GgufFile.open(file);
                WorkerTeam team = new WorkerTeam(1)) {
            final LlamaModel model = LlamaModel.read(gguf);
            model.weights().pack(team);
            return new Transformer(model.weights(), new Definition(), IDS.length)
                    .forward(IDS, 0, IDS.length);
        }
    }

    private static float[] engineLogits(final Path file) throws InterruptedException {
        try (Vesalius model =
                Vesalius.open(file, OpenOptions.DEFAULT.withCacheType(CacheType.F32))) {
            final float[] all = new float[IDS.length * model.vocabSize()];
            model.submit(
                            Request.of(IDS, SamplingParameters.GREEDY, StopParameters.DEFAULT)
                                    .withPromptLogits(
                                            (position, row) ->
                                                    System.arraycopy(
                                                            row,
                                                            0,
                                                            all,
                                                            position * row.length,
                                                            row.length)))
                    .await();
            return all;
        }
    }

    @Test
    void a_files_logits_are_the_engines() throws InterruptedException {
        final Path file = SmallModels.LLAMA.writeTo(folder);
        final float[] expected = engineLogits(file);
        final float[] actual = logits(file);

        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("logit %d", i).isCloseTo(expected[i], within(2e-4f));
        }
    }

    @Test
    void what_is_written_is_what_is_read() {
        final LlamaShape shape = new LlamaShape(2, 32, 2, 1, 48, 20, 16, false, 500, 1e-6f);
        final LlamaModel model = LlamaModel.random(shape, 3);
        final Path file = write(model, DType.F32);

        try (GgufFile gguf = GgufFile.open(file)) {
            final LlamaModel read = LlamaModel.read(gguf);
            assertThat(read.shape()).isEqualTo(shape);
            assertThat(read.weights().values()).isEqualTo(model.weights().values());
        }
    }

    @Test
    void quantised_weights_are_no_teacher() {
        final Path file =
                write(
                        LlamaModel.random(
                                new LlamaShape(1, 32, 2, 1, 32, 20, 16, true, 500, 1e-6f), 3),
                        DType.Q8_0);

        try (GgufFile gguf = GgufFile.open(file)) {
            assertThatThrownBy(() -> LlamaModel.read(gguf))
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessageContaining("has type Q8_0");
        }
    }

    @Test
    void another_family_is_no_teacher() {
        try (GgufFile gguf = GgufFile.open(SmallModels.QWEN3.writeTo(folder))) {
            assertThatThrownBy(() -> LlamaModel.read(gguf))
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessageContaining("qwen3");
        }
    }

    @Test
    void a_new_vocabulary_keeps_the_layers_and_begins_as_the_mean_of_its_spelling() {
        final LlamaShape shape = new LlamaShape(2, 32, 2, 1, 48, 20, 16, true, 500, 1e-6f);
        final LlamaModel old = LlamaModel.random(shape, 3);
        final LlamaModel fresh =
                old.withVocabulary(shape.with(2, 8), List.of(new int[] {4}, new int[] {5, 7}), 1);

        final Slot down = old.weights().layout().layer(1).down();
        final Slot same = fresh.weights().layout().layer(1).down();
        assertThat(part(fresh, same.at(), same.size()))
                .isEqualTo(part(old, down.at(), down.size()));
        assertThat(part(fresh, 0, 32)).isEqualTo(part(old, 4 * 32, 32));
        final float[] mean = part(old, 5 * 32, 32);
        final float[] other = part(old, 7 * 32, 32);
        for (int i = 0; i < 32; i++) {
            mean[i] = (mean[i] + other[i]) / 2;
        }
        assertThat(part(fresh, 32, 32)).isEqualTo(mean);
    }

    private static float[] part(final LlamaModel model, final int at, final int count) {
        return Arrays.copyOfRange(model.weights().values(), at, at + count);
    }

    @Test
    void layers_of_another_shape_are_no_beginning() {
        final LlamaModel old =
                LlamaModel.random(new LlamaShape(2, 32, 2, 1, 48, 20, 16, true, 500, 1e-6f), 3);
        final LlamaShape wider = new LlamaShape(2, 64, 2, 1, 48, 20, 16, true, 500, 1e-6f);

        assertThatThrownBy(() -> old.withVocabulary(wider, List.of(), 1))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("must have its shape");
    }

    private Path write(final LlamaModel model, final DType type) {
        final Path file = folder.resolve("student.gguf");
        final GgufWriter writer = new GgufWriter().put("general.architecture", "llama");
        final String[] tokens = new String[model.shape().vocabSize()];
        Arrays.setAll(tokens, i -> "t" + i);
        writer.put("tokenizer.ggml.tokens", Arrays.asList(tokens));
        model.describe(writer, type);
        writer.write(file);
        return file;
    }
}
