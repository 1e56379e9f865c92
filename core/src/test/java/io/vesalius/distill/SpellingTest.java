package io.vesalius.distill;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufValue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class SpellingTest {
    private static GgufMetadata tokens(final String... texts) {
        return new GgufMetadata(
                Map.of("tokenizer.ggml.tokens", new GgufValue.Texts(List.of(texts))));
    }

    @Test
    void a_token_is_spelled_by_the_longest_that_fit_and_what_nothing_spells_is_left_out() {
        final List<int[]> spelled =
                Spelling.of(
                        tokens("little", "lit", "?l", "~"), tokens("<s>", "l", "lit", "tle", "t"));

        assertThat(spelled)
                .containsExactly(new int[] {2, 3}, new int[] {2}, new int[] {1}, new int[] {});
    }
}
