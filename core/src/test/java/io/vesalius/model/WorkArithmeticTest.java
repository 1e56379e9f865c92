package io.vesalius.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vesalius.format.GgufFile;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.random.DecoderShape;
import io.vesalius.model.random.RandomModel;
import io.vesalius.model.random.WeightMix;
import io.vesalius.tensor.CacheType;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/**
 * Numbers by hand: 2 layers, 4 query heads over 2, of 32; hidden 128, feed-forward 256, 300 tokens.
 */
final class WorkArithmeticTest {
    private static final long LAYER = 128 * 128 * 2 + 128 * 64 * 2 + 3 * 128 * 256;
    private static final long OUTPUT = 300 * 128;
    private static final long NORMS = 5 * 128 * 4;

    /** Of all heads for one position: scores and values, multiplied and added. */
    private static final double ATTENTION = 2 * (2 * 4 * 32 * 2);

    /** Of a token in F16. */
    private static final double CACHE = 2 * (2 * 2 * 32 * 2);

    @TempDir private Path folder;

    private WorkArithmetic model(final WeightMix mix, final boolean tied) {
        final Path path = folder.resolve("model.gguf");
        final DecoderShape shape = new DecoderShape(2, 128, 256, 4, 2, 32, 300, 64, tied);
        new RandomModel(shape, mix, true, 1).write(path, bytes -> {});
        try (GgufFile file = GgufFile.open(path)) {
            return WorkArithmetic.of(file);
        }
    }

    @Test
    void a_step_reads_every_weight_but_an_embedding_that_is_only_looked_up() {
        final WorkArithmetic untied = model(WeightMix.F32, false);
        final WorkArithmetic tied = model(WeightMix.F32, true);

        assertThat(untied.fileBytes()).isEqualTo(4 * (2 * LAYER + 2 * OUTPUT) + NORMS);
        assertThat(untied.stepBytes()).isEqualTo(4 * (2 * LAYER + OUTPUT) + NORMS);
        assertThat(tied.stepBytes()).isEqualTo(untied.stepBytes()).isEqualTo(tied.fileBytes());
    }

    @Test
    void decoding_multiplies_once_for_each_sequence_and_reads_weights_once_for_all() {
        final WorkArithmetic model = model(WeightMix.Q8_0, false);

        final Work work = model.decode(CacheType.F16, 3, 10);

        assertThat(work.byteOperations()).isEqualTo(3 * 2.0 * (2 * LAYER + OUTPUT));
        assertThat(work.floatOperations()).isEqualTo(3 * ATTENTION * 11);
        assertThat(work.weightBytes()).isEqualTo((double) model.stepBytes());
        assertThat(work.cacheBytes()).isEqualTo(3 * CACHE * (11 + 1));
    }

    @Test
    void a_prompt_attends_to_what_is_before_each_token_and_wants_logits_once() {
        final Work work = model(WeightMix.Q8_0, false).prefill(CacheType.F16, 1, 5, 10, 512);

        assertThat(work.byteOperations()).isEqualTo(2.0 * (5 * 2 * LAYER + OUTPUT));
        assertThat(work.floatOperations()).isEqualTo(ATTENTION * (11 + 12 + 13 + 14 + 15));
        assertThat(work.cacheBytes()).isEqualTo(CACHE * (15 + 5));
    }

    @Test
    void sequences_share_steps_and_long_prompts_take_more_of_them() {
        final WorkArithmetic model = model(WeightMix.Q8_0, false);
        final double once = model.stepBytes();

        assertThat(model.prefill(CacheType.F16, 4, 8, 0, 32).weightBytes()).isEqualTo(once);
        assertThat(model.prefill(CacheType.F16, 1, 33, 0, 32).weightBytes()).isEqualTo(2 * once);
        assertThat(model.prefill(CacheType.F16, 1, 33, 0, 32).floatOperations())
                .isEqualTo(model.prefill(CacheType.F16, 1, 33, 0, 64).floatOperations());
    }

    @Test
    void products_of_weights_that_are_not_quantised_count_as_floats() {
        final Work work = model(WeightMix.F16, false).decode(CacheType.F16, 1, 0);

        assertThat(work.byteOperations()).isZero();
        assertThat(work.floatOperations()).isEqualTo(2.0 * (2 * LAYER + OUTPUT) + ATTENTION);
    }

    @Test
    void weights_of_few_bits_count_by_themselves() {
        final Work work = model(WeightMix.Q4_0, false).decode(CacheType.F16, 1, 0);

        assertThat(work.byteOperations()).isZero();
        assertThat(work.narrowOperations()).isEqualTo(2.0 * (2 * LAYER + OUTPUT));
    }

    @Test
    void a_window_bounds_what_is_seen_and_read() {
        try (GgufFile file = GgufFile.open(SmallModels.GEMMA3.writeTo(folder))) {
            final WorkArithmetic model = WorkArithmetic.of(file);
            final double step = 1000;
            final Work near = model.decode(CacheType.F32, 1, 2000);
            final Work far = model.decode(CacheType.F32, 1, 2000 + step);

            // Five of its six layers see 40 positions; the other has a key and value head of 32.
            assertThat(far.cacheBytes() - near.cacheBytes())
                    .isCloseTo(step * 2 * 32 * 4, within(1e-6));
        }
    }

    @Test
    void pages_that_stay_bound_what_is_seen() {
        try (GgufFile file = GgufFile.open(SmallModels.LLAMA.writeTo(folder))) {
            final CachePolicy heavy = new CachePolicy.HeavyHitters(2, 1);
            final WorkArithmetic all = WorkArithmetic.of(file);
            final WorkArithmetic some = WorkArithmetic.of(file, heavy);

            // After 7 choices three pages, and 105 tokens since.
            assertThat(some.decode(CacheType.F32, 1, 1000).cacheBytes())
                    .isEqualTo(all.decode(CacheType.F32, 1, 3 * 32 + 104).cacheBytes());
            assertThat(attention(some, 1000)).isCloseTo(attention(all, 3 * 32 + 104), within(1e-6));
            assertThat(some.prefill(CacheType.F32, 1, 512, 0, 512).weightBytes())
                    .isEqualTo(4.0 * all.stepBytes());
        }
    }

    /** Operations that a token takes beyond those of the first. */
    private static double attention(final WorkArithmetic model, final int depth) {
        return model.decode(CacheType.F32, 1, depth).floatOperations()
                - model.decode(CacheType.F32, 1, 0).floatOperations();
    }

    @Test
    void intensity_is_operations_a_byte() {
        assertThat(new Work(10, 20, 10, 6, 2).intensity()).isEqualTo(5);
    }
}
