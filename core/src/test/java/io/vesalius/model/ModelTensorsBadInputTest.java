package io.vesalius.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.base.VesaliusException;
import io.vesalius.format.GgufValue;
import io.vesalius.tensor.DType;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Tensors that contradict the keys or are damaged: one line each, naming the tensor. */
final class ModelTensorsBadInputTest {
    @TempDir private Path folder;
    private ModelDraft draft;

    @BeforeEach
    void draft() {
        draft = new ModelDraft(folder, SmallModels.LLAMA);
    }

    private void refused(final Class<? extends VesaliusException> type, final String message) {
        draft.isRefused(type, message);
    }

    private void bad(final String message) {
        refused(BadFileException.class, message);
    }

    @Nested
    class Weights {
        @Test
        void of_another_shape_are_refused() { // 50
            draft.with("llama.feed_forward_length", 96);
            bad(
                    "tensor 'blk.0.ffn_gate.weight' has shape [128, 64]: the metadata ask for [96,"
                            + " 64]");
        }

        @Test
        void that_are_missing_are_named() { // 51
            draft.withoutTensor("blk.1.attn_k.weight");
            bad("tensor 'blk.1.attn_k.weight' is missing, and the model needs it");
        }

        @Test
        void a_missing_gate_is_not_taken_for_a_fused_one() { // 51
            draft.withoutTensor("blk.2.ffn_gate.weight");
            bad("tensor 'blk.2.ffn_gate.weight' is missing, and the model needs it");
        }

        @Test
        void of_a_type_without_a_kernel_are_named() { // 51
            draft.withTensor("blk.0.attn_q.weight", DType.I8, 64, 64);
            refused(
                    UnsupportedException.class,
                    "tensor 'blk.0.attn_q.weight' has type I8, which can't be multiplied with;"
                        + " these can: F32, F16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K,"
                        + " Q5_K, Q6_K, IQ3_XXS, IQ4_NL, IQ3_S, IQ4_XS, BF16, TQ1_0, TQ2_0, MXFP4");
        }

        @Test
        void a_norm_of_a_block_type_is_named() { // 51
            draft.withTensor("blk.0.attn_norm.weight", DType.Q8_0, 64);
            bad("tensor 'blk.0.attn_norm.weight' has type Q8_0: F32, F16 or BF16 is needed here");
        }

        @Test
        void that_no_part_of_the_model_uses_are_named() {
            draft.withTensor("blk.0.attn_norm.bias", DType.F32, 64);
            refused(
                    UnsupportedException.class,
                    "tensor 'blk.0.attn_norm.bias' belongs to no part of a 'llama' model that can"
                            + " be run");
        }

        @Test
        void more_experts_used_than_there_are_is_refused() { // 52
            draft.with("llama.expert_count", 4).with("llama.expert_used_count", 5);
            bad(
                    "metadata key 'llama.expert_used_count' is 5: it must be at most"
                            + " 'llama.expert_count', 4");
        }

        @Test
        void experts_are_not_supported() {
            draft.with("llama.expert_count", 4).with("llama.expert_used_count", 2);
            refused(
                    UnsupportedException.class,
                    "metadata key 'llama.expert_count' is 4: mixtures of experts can't be run");
        }

        @Test
        void a_scale_that_is_no_number_is_found_at_load() { // 53
            draft = new ModelDraft(folder, SmallModels.LLAMA.withWeights(DType.Q8_0));
            draft.withByte("blk.0.attn_q.weight", 34 * 3 + 1, 0x7e);
            assertThatThrownBy(draft::load)
                    .isInstanceOf(BadFileException.class)
                    .hasMessage(
                            "tensor 'blk.0.attn_q.weight' holds an infinity or NaN at row 1, column"
                                    + " 32: the file is damaged");
        }

        @Test
        void an_infinite_element_of_a_norm_is_found_at_load() { // 53
            draft.withByte("output_norm.weight", 4 * 5 + 3, 0x7f);
            draft.withByte("output_norm.weight", 4 * 5 + 2, 0x80);
            draft.withByte("output_norm.weight", 4 * 5 + 1, 0);
            draft.withByte("output_norm.weight", 4 * 5, 0);
            bad("tensor 'output_norm.weight' holds Infinity at element 5: the file is damaged");
        }
    }

    @Nested
    class VocabularyAndEmbedding {
        @Test
        void a_token_without_a_row_is_refused() { // 63
            draft.withTensor("token_embd.weight", DType.F32, 64, 300);
            bad(
                    "tensor 'token_embd.weight' has 300 rows, and 'tokenizer.ggml.tokens' 420"
                        + " tokens: there must be a row for each token; convert the model again");
        }

        @Test
        void a_row_without_a_token_is_refused() { // 63
            draft.with("tokenizer.ggml.tokens", new GgufValue.Texts(List.of("<unk>", "a")));
            bad(
                    "tensor 'token_embd.weight' has 420 rows, and 'tokenizer.ggml.tokens' 2 tokens:"
                            + " there must be a row for each token; convert the model again");
        }

        @Test
        void weights_without_a_vocabulary_can_still_be_run() {
            draft.without("tokenizer.ggml.tokens");
            assertThatCode(draft::load).doesNotThrowAnyException();
        }

        @Test
        void the_embedding_must_be_there() { // 51
            draft.withoutTensor("token_embd.weight");
            bad("tensor 'token_embd.weight' is missing, and the model needs it");
        }

        @Test
        void the_embedding_must_be_a_matrix() { // 50
            draft.withTensor("token_embd.weight", DType.F32, 64);
            bad(
                    "tensor 'token_embd.weight' has shape [64]: a matrix of at most 16777216 rows"
                            + " is needed");
        }
    }
}
