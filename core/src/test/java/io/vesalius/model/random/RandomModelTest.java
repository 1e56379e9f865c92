package io.vesalius.model.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vesalius.format.GgufFile;
import io.vesalius.kernel.CpuCompute;
import io.vesalius.kernel.Definition;
import io.vesalius.kernel.PageStore;
import io.vesalius.kernel.WorkerTeam;
import io.vesalius.model.Batch;
import io.vesalius.model.DecoderLoader;
import io.vesalius.model.Model;
import io.vesalius.model.ModelOptions;
import io.vesalius.tensor.DType;
import io.vesalius.tokenizer.Tokenizer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.stream.IntStream;

final class RandomModelTest {
    private static final String TEXT = "Once upon a time there was bababa: \u00e9\u4e2d";

    @TempDir private Path folder;

    private static RandomModel model(final WeightMix mix, final boolean tied) {
        return new RandomModel(
                new DecoderShape(16, 256, 512, 8, 2, 32, 1000, 64, tied), mix, false, 1);
    }

    private GgufFile write(final RandomModel model) {
        final Path path = folder.resolve("model.gguf");
        model.write(path, bytes -> {});
        return GgufFile.open(path);
    }

    private static float[] logits(final GgufFile file) {
        try (WorkerTeam team = new WorkerTeam(2);
                Model model =
                        DecoderLoader.load(
                                file,
                                new CpuCompute(new Definition(), team),
                                ModelOptions.DEFAULT.withMaxRows(16));
                PageStore pages = model.pages(1)) {
            final Batch batch = new Batch(model.maxRows());
            batch.add((group, position) -> 0, new int[] {1, 299, 270, 280}, 0, 4, 0, 1);
            assertThat(model.forward(batch, pages, () -> false)).isTrue();
            final float[] logits = new float[model.vocabSize()];
            model.logits(0, logits);
            return logits;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void logits_are_as_wide_as_activations_that_neither_grow_nor_vanish(final boolean tied) {
        try (GgufFile file = write(model(WeightMix.Q8_0, tied))) {
            final float[] logits = logits(file);
            final double squares =
                    IntStream.range(0, logits.length).mapToDouble(i -> logits[i] * logits[i]).sum();

            assertThat(Math.sqrt(squares / logits.length)).isBetween(0.5, 2.0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Q8_0, Q8_0, Q8_0, Q8_0",
        "Q4_0, Q4_0, Q4_0, Q6_K",
        "Q4_K_M, Q6_K, Q4_K, Q6_K",
        "Q4_K_S, Q5_K, Q4_K, Q6_K",
        "Q5_K_M, Q6_K, Q5_K, Q6_K",
        "IQ4_NL, Q5_K, IQ4_NL, Q6_K",
        "MXFP4, MXFP4, MXFP4, Q8_0",
        "F16, F16, F16, F16"
    })
    void types_are_mixed_as_llama_quantize_mixes_them(
            final WeightMix mix, final DType firstDown, final DType thirdDown, final DType output) {
        try (GgufFile file = write(model(mix, false))) {
            assertThat(type(file, "blk.0.ffn_down.weight")).isEqualTo(firstDown);
            assertThat(type(file, "blk.2.ffn_down.weight")).isEqualTo(thirdDown);
            assertThat(type(file, "output.weight")).isEqualTo(output);
            assertThat(type(file, "token_embd.weight")).isEqualTo(mix.main());
            assertThat(type(file, "blk.0.attn_norm.weight")).isEqualTo(DType.F32);
        }
    }

    @Test
    void half_of_the_value_and_down_projections_of_q4_k_m_have_six_bits() {
        try (GgufFile file = write(model(WeightMix.Q4_K_M, false))) {
            final long six =
                    IntStream.range(0, 16)
                            .filter(i -> type(file, "blk." + i + ".attn_v.weight") == DType.Q6_K)
                            .count();
            assertThat(six).isEqualTo(8);
        }
    }

    @Test
    void rows_that_no_block_divides_get_a_type_that_does() {
        final DecoderShape narrow = new DecoderShape(1, 96, 200, 3, 3, 32, 300, 64, true);
        try (GgufFile file = write(new RandomModel(narrow, WeightMix.Q4_K_M, false, 1))) {
            assertThat(type(file, "blk.0.attn_q.weight")).isEqualTo(DType.Q5_0);
            assertThat(type(file, "blk.0.ffn_down.weight")).isEqualTo(DType.F16);
            assertThat(logits(file)).doesNotContain(Float.NaN);
        }
    }

    private static DType type(final GgufFile file, final String name) {
        return file.tensor(name).orElseThrow().type();
    }

    @Test
    void the_plan_counts_what_is_written() {
        final RandomModel model = model(WeightMix.Q4_K_M, false);
        final long[] progress = new long[1];
        model.write(folder.resolve("model.gguf"), bytes -> progress[0] += bytes);

        assertThat(progress[0]).isEqualTo(model.bytes());
        try (GgufFile file = GgufFile.open(folder.resolve("model.gguf"))) {
            assertThat(file.tensors().stream().mapToLong(t -> t.bytes()).sum())
                    .isEqualTo(model.bytes());
            assertThat(file.tensors().stream().mapToLong(t -> t.columns() * t.rows()).sum())
                    .isEqualTo(model.parameters());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {260, 261, 400, 32_000})
    void the_vocabulary_gives_every_text_back(final int size) {
        final DecoderShape shape = new DecoderShape(1, 32, 32, 1, 1, 32, size, 64, true);
        try (GgufFile file = write(new RandomModel(shape, WeightMix.F16, false, 1))) {
            final Tokenizer tokenizer = Tokenizer.from(file.metadata());

            assertThat(tokenizer.vocabSize()).isEqualTo(size);
            assertThat(tokenizer.decode(tokenizer.encode(TEXT))).isEqualTo(TEXT);
        }
    }

    @Test
    void its_words_are_single_tokens() {
        final DecoderShape shape = new DecoderShape(1, 32, 32, 1, 1, 32, 32_000, 64, true);
        try (GgufFile file = write(new RandomModel(shape, WeightMix.F16, false, 1))) {
            final Tokenizer tokenizer = Tokenizer.from(file.metadata());

            assertThat(new MadeUpVocabulary(32_000).pieces()).doesNotHaveDuplicates();
            assertThat(tokenizer.encode("bazu bababa")).hasSize(2);
        }
    }

    @Test
    void values_are_spread_as_asked() throws IOException {
        final RandomTensor tensor = new RandomTensor(DType.F32, 200_000, 3, 0.5f, 7);
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tensor.write(bytes);
        final FloatBuffer values =
                ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        final double mean =
                IntStream.range(0, values.limit()).mapToDouble(values::get).average().orElseThrow();
        final double variance =
                IntStream.range(0, values.limit())
                        .mapToDouble(i -> Math.pow(values.get(i) - mean, 2))
                        .average()
                        .orElseThrow();

        assertThat(mean).isCloseTo(3, within(0.01));
        assertThat(Math.sqrt(variance)).isCloseTo(0.5, within(0.005));
    }
}
