package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class ChainOrderTest {
    private static final float[] ROW = Rows.ofProbabilities(0.5, 0.3, 0.1, 0.06, 0.04);

    /** Each link's name and the candidates after it. */
    private static List<String> seen(final SamplingBuilder builder) {
        final List<String> seen = new ArrayList<>();
        final ChainTap tap =
                (link, history, candidates) ->
                        seen.add(link + " " + List.of(boxed(Rows.ids(candidates))));
        new Sampler(
                        builder.seed(1).build(),
                        0,
                        new Workspace(ROW.length, id -> new byte[0]),
                        Optional.of(tap))
                .sample(ROW, Rows.history(0, 0), Optional.of(TokenMask.without(List.of(4))));
        return seen;
    }

    private static Integer[] boxed(final int[] ids) {
        return java.util.Arrays.stream(ids).boxed().toArray(Integer[]::new);
    }

    private static SamplingBuilder all() {
        return SamplingParameters.NEUTRAL.toBuilder()
                .temperature(2)
                .topK(4)
                .topP(0.95)
                .minP(0.01)
                .typicalP(0.95)
                .repetitionPenalty(1.1)
                .dryMultiplier(0.8)
                .xtcProbability(1)
                .logitBias(Map.of(1, 0.5f));
    }

    private static List<String> names(final SamplingBuilder builder) {
        return seen(builder).stream().map(line -> line.substring(0, line.indexOf(' '))).toList();
    }

    @Test
    void the_default_order_is_that_of_llama_cpp() {
        assertThat(names(all()))
                .containsExactly(
                        "logits",
                        "logit_bias",
                        "penalties",
                        "dry",
                        "top_k",
                        "typical",
                        "top_p",
                        "min_p",
                        "xtc",
                        "temperature");
    }

    @Test
    void the_order_is_configurable_and_unnamed_links_are_left_out() {
        assertThat(names(all().order("temp; typ_p ;top_k")))
                .containsExactly("logits", "logit_bias", "temperature", "typical", "top_k");
        assertThat(names(all().order(""))).containsExactly("logits", "logit_bias");
    }

    @Test
    void two_orders_give_two_results() {
        final SamplingBuilder hot =
                SamplingParameters.NEUTRAL.toBuilder().temperature(4).topP(0.82);
        assertThat(seen(hot.order("top_p;temperature")).getLast()).isEqualTo("temperature [0, 1]");
        assertThat(seen(hot.order("temperature;top_p")).getLast()).isEqualTo("top_p [0, 1, 2, 3]");
    }

    @Test
    void links_at_their_neutral_value_are_left_out() {
        assertThat(names(SamplingParameters.NEUTRAL.toBuilder())).containsExactly("logits");
    }

    @Test
    void a_greedy_choice_keeps_only_links_that_change_logits() {
        assertThat(names(all().temperature(0)))
                .containsExactly("logits", "logit_bias", "penalties", "dry");
    }

    @Test
    void mirostat_takes_the_place_of_the_truncations() {
        assertThat(names(all().mirostat(Optional.of(MirostatParameters.USUAL))))
                .containsExactly(
                        "logits", "logit_bias", "penalties", "dry", "temperature", "mirostat");
    }

    @Test
    void a_viewer_sees_the_masked_input_and_each_links_output() {
        assertThat(seen(SamplingParameters.NEUTRAL.toBuilder().topK(3).minP(0.5)))
                .containsExactly("logits [0, 1, 2, 3]", "top_k [0, 1, 2]", "min_p [0, 1]");
    }

    @Test
    void a_viewer_changes_nothing() {
        final SamplingParameters parameters = all().seed(5).logProbs(2).build();
        final Workspace workspace = new Workspace(ROW.length, id -> new byte[0]);
        final Sampler alone = new Sampler(parameters, 0, workspace);
        final Sampler watched =
                new Sampler(parameters, 0, workspace, Optional.of((l, h, c) -> c.logit(0)));
        for (int position = 0; position < 50; position++) {
            final History history = Rows.at(position);
            assertThat(watched.sample(ROW, history, Optional.empty()))
                    .isEqualTo(alone.sample(ROW, history, Optional.empty()));
        }
    }

    @Test
    void samplers_that_share_a_workspace_do_not_disturb_each_other() {
        final Workspace shared = new Workspace(600, id -> new byte[0]);
        final List<SamplingParameters> kinds =
                List.of(
                        all().seed(1).build(),
                        SamplingParameters.DEFAULT.withSeed(2),
                        SamplingParameters.NEUTRAL.withSeed(3).withLogProbs(4),
                        all().mirostat(Optional.of(MirostatParameters.USUAL)).seed(4).build());
        final List<Sampler> together = new ArrayList<>();
        final List<Sampler> alone = new ArrayList<>();
        for (final SamplingParameters kind : kinds) {
            together.add(new Sampler(kind, 0, shared));
            alone.add(new Sampler(kind, 0, new Workspace(600, id -> new byte[0])));
        }
        for (int position = 0; position < 100; position++) {
            final History history = Rows.at(position);
            for (int i = 0; i < kinds.size(); i++) {
                final float[] row = Rows.random(600 - 100 * i, 2, position);
                assertThat(together.get(i).sample(row, history, Optional.empty()))
                        .isEqualTo(alone.get(i).sample(row, history, Optional.empty()));
            }
        }
    }
}
