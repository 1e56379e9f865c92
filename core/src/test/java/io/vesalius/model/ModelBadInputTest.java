package io.vesalius.model;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.base.VesaliusException;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;
import io.vesalius.tensor.DType;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/**
 * Keys and tensors that contradict themselves: one line each, naming the key and what is allowed.
 */
final class ModelBadInputTest {
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

    @Test
    void the_draft_itself_loads() {
        assertThatCode(draft::load).doesNotThrowAnyException();
    }

    @Nested
    class Architecture {
        @Test
        void none_is_named() { // 41
            draft.without("general.architecture");
            bad("metadata key 'general.architecture' is missing, and the model needs it");
        }

        @Test
        void an_unknown_one_is_told_the_known() { // 41
            draft.with("general.architecture", "hyena");
            refused(
                    UnsupportedException.class,
                    "metadata key 'general.architecture' is 'hyena', which can't be run; these can:"
                            + " "
                            + Families.names());
        }
    }

    @Nested
    class Required {
        @Test
        void a_missing_key_is_named() { // 42
            draft.without("llama.block_count");
            bad("metadata key 'llama.block_count' is missing, and the model needs it");
        }

        @Test
        void a_missing_epsilon_is_named() { // 42
            draft.without("llama.attention.layer_norm_rms_epsilon");
            bad(
                    "metadata key 'llama.attention.layer_norm_rms_epsilon' is missing, and the"
                            + " model needs it");
        }

        @Test
        void a_number_with_a_fraction_is_no_count() { // 43
            draft.with("llama.block_count", 3.0);
            bad("metadata key 'llama.block_count' is float32 3.0: it must be an integer");
        }

        @Test
        void a_string_is_no_count() { // 43
            draft.with("llama.block_count", "3");
            bad("metadata key 'llama.block_count' is string '3': it must be an integer");
        }

        @Test
        void an_array_is_no_count() { // 43
            draft.with(
                    "llama.block_count", new GgufValue.Wholes(GgufType.UINT32, new long[] {3, 3}));
            bad("metadata key 'llama.block_count' is array of 2 uint32: it must be an integer");
        }
    }

    @Nested
    class Layers {
        @Test
        void there_must_be_one() { // 44
            draft.with("llama.block_count", 0);
            bad("metadata key 'llama.block_count' is 0: it must be from 1 to 512");
        }

        @Test
        void there_may_be_512() { // 44
            draft.with("llama.block_count", 513);
            bad("metadata key 'llama.block_count' is 513: it must be from 1 to 512");
        }

        @Test
        void a_count_over_31_bits_is_refused() { // 44
            draft.with("llama.block_count", 1L << 31);
            bad("metadata key 'llama.block_count' is 2147483648: it must be from 1 to 512");
        }

        @Test
        void lists_of_different_shapes_are_not_supported() {
            draft.with(
                    "llama.attention.head_count_kv",
                    new GgufValue.Wholes(GgufType.INT32, new long[] {2, 4, 2}));
            refused(
                    UnsupportedException.class,
                    "metadata key 'llama.attention.head_count_kv' has 2 and 4: layers of different"
                            + " shapes can't be run");
        }

        @Test
        void lists_must_be_as_long_as_there_are_layers() {
            draft.with(
                    "llama.feed_forward_length",
                    new GgufValue.Wholes(GgufType.INT32, new long[] {128, 128}));
            bad(
                    "metadata key 'llama.feed_forward_length' has 2 entries: 'llama.block_count'"
                            + " asks for 3");
        }
    }

    @Nested
    class Heads {
        @Test
        void there_must_be_one() { // 45
            draft.with("llama.attention.head_count", 0);
            bad("metadata key 'llama.attention.head_count' is 0: it must be from 1 to 16777216");
        }

        @Test
        void of_keys_there_must_be_one() { // 45
            draft.with("llama.attention.head_count_kv", 0);
            bad("metadata key 'llama.attention.head_count_kv' is 0: it must be from 1 to 16777216");
        }

        @Test
        void each_head_of_keys_serves_as_many_of_queries() { // 46
            draft.with("llama.attention.head_count_kv", 3);
            bad(
                    "metadata key 'llama.attention.head_count' is 4, which is no multiple of"
                            + " 'llama.attention.head_count_kv', 3");
        }

        @Test
        void they_divide_the_embedding_where_no_size_is_named() { // 47
            draft.without("llama.attention.key_length").with("llama.attention.head_count", 6);
            draft.with("llama.attention.head_count_kv", 2);
            bad(
                    "metadata key 'llama.embedding_length' is 64, which is no multiple of"
                            + " 'llama.attention.head_count', 6");
        }

        @Test
        void all_their_elements_together_are_bounded() {
            draft.with("llama.attention.head_count", 1 << 20);
            draft.with("llama.attention.key_length", 1 << 20);
            bad(
                    "metadata key 'llama.attention.head_count' is 1048576, and a head has 1048576"
                            + " elements: all of them together must be at most 16777216");
        }
    }

    @Nested
    class Context {
        @Test
        void of_nothing_is_refused() { // 48
            draft.with("llama.context_length", 0);
            bad("metadata key 'llama.context_length' is 0: it must be from 1 to 1073741824");
        }

        @Test
        void over_all_memory_is_refused_with_the_bytes() { // 48
            draft.with("llama.context_length", 1L << 31);
            bad(
                    "metadata key 'llama.context_length' is 2147483648: its keys and values need"
                            + " 824633720832 bytes in f16; at most 1073741824 can be run");
        }

        @Test
        void over_64_bits_of_memory_is_refused_with_the_bytes() { // 48
            draft.with("llama.context_length", Long.MAX_VALUE);
            bad(
                    "metadata key 'llama.context_length' is 9223372036854775807: its keys and"
                        + " values need 3541774862152233909888 bytes in f16; at most 1073741824 can"
                        + " be run");
        }
    }

    @Nested
    class Numbers {
        @Test
        void a_base_of_zero_turns_nothing() { // 49
            draft.with("llama.rope.freq_base", 0.0);
            bad("metadata key 'llama.rope.freq_base' is 0.0: it must be positive");
        }

        @Test
        void a_base_must_be_a_number() { // 49
            draft.with("llama.rope.freq_base", Double.NaN);
            bad("metadata key 'llama.rope.freq_base' is NaN: it must be finite");
        }

        @Test
        void a_base_can_not_be_negative() { // 49
            draft.with("llama.rope.freq_base", -10000.0);
            bad("metadata key 'llama.rope.freq_base' is -10000.0: it must be positive");
        }

        @Test
        void a_base_below_one_would_turn_the_wrong_way() { // 49
            draft.with("llama.rope.freq_base", 0.5);
            bad("metadata key 'llama.rope.freq_base' is 0.5: a base of RoPE must be over 1");
        }

        @Test
        void an_epsilon_must_be_a_number() { // 49
            draft.with("llama.attention.layer_norm_rms_epsilon", Double.NaN);
            bad("metadata key 'llama.attention.layer_norm_rms_epsilon' is NaN: it must be finite");
        }

        @Test
        void a_double_that_overflows_a_float_is_refused() {
            draft.with(
                    "llama.attention.layer_norm_rms_epsilon",
                    new GgufValue.Real(GgufType.FLOAT64, 1e300));
            bad(
                    "metadata key 'llama.attention.layer_norm_rms_epsilon' is 1.0E300: it must fit"
                            + " 32 bits");
        }

        @Test
        void rotary_dimensions_come_in_pairs() {
            draft.with("llama.rope.dimension_count", 15);
            bad(
                    "metadata key 'llama.rope.dimension_count' is 15 (a head's size where it is"
                            + " missing): it must be even and at most a head's 16");
        }

        @Test
        void an_unknown_scaling_is_told_the_known() {
            draft.with("llama.rope.scaling.type", "dynamic");
            refused(
                    UnsupportedException.class,
                    "metadata key 'llama.rope.scaling.type' is 'dynamic': none, linear, ntk, yarn"
                            + " and longrope can be run");
        }

        @Test
        void divisors_are_one_for_each_pair() {
            draft.withTensor("rope_freqs.weight", DType.F32, 9);
            bad("tensor 'rope_freqs.weight' has 9 elements: RoPE over 16 dimensions needs 8");
        }

        @Test
        void divisors_must_be_positive() {
            draft.withTensor("rope_freqs.weight", DType.F32, 8);
            bad("tensor 'rope_freqs.weight' holds 0.0: divisors must be positive");
        }
    }
}
