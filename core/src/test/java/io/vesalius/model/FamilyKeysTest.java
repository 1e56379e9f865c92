package io.vesalius.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.model.layer.RopeScaling;
import io.vesalius.tensor.DType;
import io.vesalius.testing.SmallModel;
import io.vesalius.testing.SmallModels;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What optional keys mean in each family. */
final class FamilyKeysTest {
    @TempDir private Path folder;

    /** A small model under another architecture's name, its keys renamed with it. */
    private ModelDraft draft(final SmallModel model, final String architecture) {
        final ModelDraft draft = new ModelDraft(folder, model);
        final String old = model.family().name().toLowerCase(java.util.Locale.ROOT) + ".";
        for (final Map.Entry<String, GgufValue> key : Map.copyOf(draft.keys()).entrySet()) {
            if (key.getKey().startsWith(old)) {
                draft.without(key.getKey());
                draft.with(
                        architecture + "." + key.getKey().substring(old.length()), key.getValue());
            }
        }
        return draft.with("general.architecture", architecture);
    }

    private ModelDraft draft(final String architecture) {
        return draft(SmallModels.LLAMA, architecture);
    }

    private static List<Integer> windows(final ModelDraft draft) {
        return draft.describe().layers().stream().map(layer -> layer.shape().window()).toList();
    }

    private static List<Double> thetas(final ModelDraft draft) {
        return draft.describe().layers().stream()
                .map(layer -> layer.rope().orElseThrow().theta())
                .toList();
    }

    private static AttentionSpec first(final ModelDraft draft) {
        return draft.describe().layers().getFirst();
    }

    private static RopeScaling scaling(final ModelDraft draft) {
        return first(draft).rope().orElseThrow().scaling();
    }

    @Test
    void a_window_holds_for_all_layers_of_a_llama() {
        assertThat(windows(draft("llama").with("llama.attention.sliding_window", 16)))
                .containsExactly(16, 16, 16);
        assertThat(windows(draft("llama"))).containsExactly(0, 0, 0);
    }

    @Test
    void a_pattern_of_flags_says_which_layers_are_local() {
        final GgufValue flags = new GgufValue.Wholes(GgufType.BOOL, new long[] {1, 0, 1});
        final ModelDraft draft =
                draft("llama")
                        .with("llama.attention.sliding_window", 16)
                        .with("llama.attention.sliding_window_pattern", flags);
        assertThat(windows(draft)).containsExactly(16, 0, 16);
    }

    @Test
    void a_pattern_of_one_number_is_the_period_of_the_global_layers() {
        final ModelDraft draft =
                draft(SmallModels.GEMMA3, "gemma3")
                        .with("gemma3.attention.sliding_window_pattern", 3);
        assertThat(windows(draft)).containsExactly(40, 40, 0, 40, 40, 0);
    }

    @Test
    void gemma_2_has_a_window_of_4096_in_every_other_layer() {
        final ModelDraft draft = draft("gemma2");
        assertThat(windows(draft)).containsExactly(4096, 0, 4096);
        assertThat(first(draft).shape().softCap()).isEqualTo(50);
        assertThat(draft.describe().logitSoftCap()).isEqualTo(30);
    }

    @Test
    void local_layers_of_gemma_3_have_a_base_of_their_own_and_no_scaling() {
        final ModelDraft draft =
                draft(SmallModels.GEMMA3, "gemma3")
                        .with("gemma3.rope.freq_base", 1_000_000.0)
                        .with("gemma3.rope.scaling.type", "linear")
                        .with("gemma3.rope.scaling.factor", 8.0);
        assertThat(thetas(draft)).containsExactly(1e4, 1e4, 1e4, 1e4, 1e4, 1e6);
        assertThat(scaling(draft)).isEqualTo(new RopeScaling.None());
        assertThat(draft.describe().layers().get(5).rope().orElseThrow().scaling())
                .isEqualTo(new RopeScaling.Linear(8));
        draft.with("gemma3.rope.freq_base_swa", 20_000.0);
        assertThat(thetas(draft)).contains(2e4, 1e6);
    }

    @Test
    void without_a_window_all_layers_of_gemma_3_are_global() {
        final ModelDraft draft =
                draft(SmallModels.GEMMA3, "gemma3")
                        .without("gemma3.attention.sliding_window")
                        .with("gemma3.rope.freq_base", 1_000_000.0);
        assertThat(windows(draft)).containsOnly(0);
        assertThat(thetas(draft)).containsOnly(1e6);
    }

    @Test
    void olmo_3_has_three_local_layers_without_scaling_for_each_global_one() {
        final ModelDraft draft =
                draft(SmallModels.GEMMA3, "olmo2")
                        .with("olmo2.rope.scaling.type", "yarn")
                        .with("olmo2.rope.scaling.factor", 8.0);
        assertThat(windows(draft)).containsExactly(40, 40, 40, 0, 40, 40);
        assertThat(scaling(draft)).isEqualTo(new RopeScaling.None());
        assertThat(draft.describe().layers().get(3).rope().orElseThrow().scaling())
                .isInstanceOf(RopeScaling.Yarn.class);
        draft.without("olmo2.attention.sliding_window");
        assertThat(windows(draft)).containsOnly(0);
    }

    @Test
    void granite_has_no_positions_where_its_rope_is_said_not_to_be_trained() {
        final ModelDraft draft = draft("granite");
        assertThat(first(draft).rope()).isPresent();
        draft.with("granite.rope.scaling.finetuned", new GgufValue.Flag(false));
        assertThat(first(draft).rope()).isEmpty();
    }

    @Test
    void a_scale_of_0_is_none() {
        final ModelDraft draft =
                draft("granite")
                        .with("granite.embedding_scale", 0.0)
                        .with("granite.residual_scale", 0.0)
                        .with("granite.attention.scale", 0.0)
                        .with("granite.logit_scale", 8.0);
        assertThat(draft.describe().embeddingScale()).isEqualTo(1);
        assertThat(draft.describe().residualScale()).isEqualTo(1);
        assertThat(draft.describe().logitScale()).isEqualTo(0.125f);
        assertThat(first(draft).shape().scale()).isEqualTo(0.25f);
    }

    @Test
    void every_fourth_layer_of_smollm_3_has_no_positions() {
        final ModelDraft draft = draft(SmallModels.GEMMA3, "smollm3");
        assertThat(draft.describe().layers().stream().map(layer -> layer.rope().isPresent()))
                .containsExactly(true, true, true, false, true, true);
    }

    @Test
    void a_list_of_equal_head_counts_is_one_head_count() {
        final GgufValue list = new GgufValue.Wholes(GgufType.INT32, new long[] {2, 2, 2});
        assertThat(
                        first(draft("llama").with("llama.attention.head_count_kv", list))
                                .shape()
                                .kvHeadCount())
                .isEqualTo(2);
    }

    @Test
    void without_a_kv_head_count_every_head_has_its_own() {
        assertThat(
                        first(draft("llama").without("llama.attention.head_count_kv"))
                                .shape()
                                .kvHeadCount())
                .isEqualTo(4);
    }

    @Test
    void a_factor_without_a_type_is_position_interpolation() {
        assertThat(scaling(draft("llama").with("llama.rope.scaling.factor", 4.0)))
                .isEqualTo(new RopeScaling.Linear(4));
        assertThat(scaling(draft("llama").with("llama.rope.scale_linear", 2.0)))
                .isEqualTo(new RopeScaling.Linear(2));
        assertThat(scaling(draft("llama").with("llama.rope.scaling.factor", 0.0)))
                .isEqualTo(new RopeScaling.None());
    }

    @Test
    void type_none_switches_a_factor_off() {
        final ModelDraft draft =
                draft("llama")
                        .with("llama.rope.scaling.type", "none")
                        .with("llama.rope.scaling.factor", 4.0);
        assertThat(scaling(draft)).isEqualTo(new RopeScaling.None());
    }

    @Test
    void divisors_and_a_factor_hold_both() {
        final ModelDraft draft =
                draft("llama")
                        .with("llama.rope.scaling.factor", 4.0)
                        .withTensor("rope_freqs.weight", DType.F32, 8);
        for (int i = 0; i < 8; i++) {
            draft.withByte("rope_freqs.weight", 4 * i + 3, 0x40); // 2f
        }
        assertThat(scaling(draft))
                .isEqualTo(new RopeScaling.Divisors(Collections.nCopies(8, 2f), 4, 1));
        draft.with("llama.rope.scaling.type", "yarn");
        assertThatThrownBy(draft::describe)
                .isInstanceOf(UnsupportedException.class)
                .hasMessage(
                        draft.path()
                                + ": tensor 'rope_freqs.weight' stands beside the RoPE scaling"
                                + " 'yarn': both at once can't be run");
    }

    @Test
    void yarn_sharpens_attention_as_the_paper_says_unless_the_file_says_how_much() {
        final ModelDraft draft =
                draft("llama")
                        .with("llama.rope.scaling.type", "yarn")
                        .with("llama.rope.scaling.factor", 4.0)
                        .with("llama.rope.scaling.original_context_length", 128);
        final double paper = 1 + 0.1 * Math.log(4);
        assertThat(scaling(draft)).isEqualTo(new RopeScaling.Yarn(4, 128, 1, paper, 32, 1));
        draft.with("llama.rope.scaling.yarn_attn_factor", 1.5);
        assertThat(scaling(draft)).isEqualTo(new RopeScaling.Yarn(4, 128, 1, 1.5, 32, 1));
        draft.with("llama.rope.scaling.attn_factor", 2.0);
        assertThat(scaling(draft)).isEqualTo(new RopeScaling.Yarn(4, 128, 1, 3, 32, 1));
    }

    @Test
    void longrope_without_a_factor_sharpens_by_the_stretch() {
        final ModelDraft draft =
                draft("phi3")
                        .with("phi3.rope.scaling.original_context_length", 128)
                        .withTensor("rope_factors_long.weight", DType.F32, 8)
                        .withTensor("rope_factors_short.weight", DType.F32, 8);
        for (int i = 0; i < 8; i++) {
            draft.withByte("rope_factors_long.weight", 4 * i + 3, 0x40);
            draft.withByte("rope_factors_short.weight", 4 * i + 3, 0x41);
        }
        final RopeScaling.Divisors stretched = (RopeScaling.Divisors) scaling(draft);
        assertThat(stretched.divisors()).containsOnly(2f);
        assertThat(stretched.magnitude())
                .isCloseTo(Math.sqrt(1 + Math.log(4) / Math.log(128)), Offset.offset(1e-12));
        draft.with("phi3.context_length", 128);
        final RopeScaling.Divisors plain = (RopeScaling.Divisors) scaling(draft);
        assertThat(plain.divisors()).containsOnly(8f);
        assertThat(plain.magnitude()).isEqualTo(1);
    }

    @Test
    void a_model_that_sees_what_follows_is_not_supported() {
        final ModelDraft draft =
                draft("llama").with("llama.attention.causal", new GgufValue.Flag(false));
        assertThatThrownBy(draft::describe)
                .isInstanceOf(UnsupportedException.class)
                .hasMessageEndingWith(
                        "'llama.attention.causal' is false: models that see what follows can't be"
                                + " run");
    }
}
