package io.vesalius;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.engine.Answer;
import io.vesalius.model.layer.Tap;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an observer between the verbs sees. */
@Timeout(60)
class TapTest {
    private static final String PROMPT = "Hello";
    private static final int LAYERS = 3;
    private static final int HIDDEN = 64;

    @TempDir private Path folder;

    /** All values of all rows that were shown in one place. */
    private record Sight(Tap.Place place, int layer, int columns, List<float[]> rows) {}

    private final List<Sight> sights = new ArrayList<>();

    private void watch(
            final Tap.Place place,
            final int layer,
            final int rows,
            final int columns,
            final Tap.RowReader values) {
        final List<float[]> copies = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            final float[] copy = new float[columns];
            values.read(row, copy);
            copies.add(copy);
        }
        sights.add(new Sight(place, layer, columns, copies));
    }

    private Answer answer(final OpenOptions options, final int tokens) {
        final GenerateOptions greedy =
                GenerateOptions.GREEDY
                        .withSampling(SamplingParameters.GREEDY.toBuilder().logProbs(3).build())
                        .withMaxTokens(tokens);
        try (Vesalius model = Vesalius.open(SmallModels.LLAMA.writeTo(folder), options)) {
            return model.generate(PROMPT, greedy);
        }
    }

    private Sight sight(final Tap.Place place, final int layer) {
        return sights.stream()
                .filter(each -> each.place() == place && each.layer() == layer)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void every_place_of_every_layer_is_shown_in_the_order_of_the_pass() {
        answer(OpenOptions.DEFAULT.withTap(this::watch), 1);
        final List<String> expected = new ArrayList<>(List.of("EMBEDDING -1"));
        for (int layer = 0; layer < LAYERS; layer++) {
            for (final Tap.Place place : Tap.Place.values()) {
                if (place != Tap.Place.EMBEDDING && place != Tap.Place.LOGITS) {
                    expected.add(place + " " + layer);
                }
            }
        }
        expected.add("LOGITS -1");
        assertThat(sights)
                .extracting(each -> each.place() + " " + each.layer())
                .containsExactlyElementsOf(expected);
    }

    @Test
    void all_rows_of_the_prompt_are_shown_and_the_logits_that_were_asked_for() {
        final int promptTokens =
                answer(OpenOptions.DEFAULT.withTap(this::watch), 1).timings().promptTokens();
        assertThat(sight(Tap.Place.EMBEDDING, -1).rows()).hasSize(promptTokens);
        assertThat(sight(Tap.Place.KEY, 1).rows()).hasSize(promptTokens);
        assertThat(sight(Tap.Place.QUERY, 1).columns()).isEqualTo(HIDDEN);
        assertThat(sight(Tap.Place.KEY, 1).columns()).isEqualTo(HIDDEN / 2);
        assertThat(sight(Tap.Place.FEED_FORWARD_GATED, 2).columns()).isEqualTo(2 * HIDDEN);
        assertThat(sight(Tap.Place.LOGITS, -1).rows()).hasSize(1);
    }

    @Test
    void a_residual_is_the_last_one_and_what_its_layer_adds() {
        answer(OpenOptions.DEFAULT.withTap(this::watch), 1);
        List<float[]> before = sight(Tap.Place.EMBEDDING, -1).rows();
        for (int layer = 0; layer < LAYERS; layer++) {
            final List<float[]> after = sight(Tap.Place.RESIDUAL, layer).rows();
            for (int row = 0; row < before.size(); row++) {
                final float[] attention = sight(Tap.Place.ATTENTION_OUTPUT, layer).rows().get(row);
                final float[] gated = sight(Tap.Place.FEED_FORWARD_OUTPUT, layer).rows().get(row);
                for (int i = 0; i < HIDDEN; i++) {
                    assertThat(after.get(row)[i])
                            .isEqualTo((before.get(row)[i] + attention[i]) + gated[i]);
                }
            }
            before = after;
        }
    }

    @Test
    void watching_changes_no_bit_of_an_answer() {
        final Answer watched = answer(OpenOptions.DEFAULT.withTap(this::watch), 20);
        final Answer unwatched = answer(OpenOptions.DEFAULT, 20);
        assertThat(watched.completions()).isEqualTo(unwatched.completions());
        assertThat(sights).isNotEmpty();
    }
}
