package io.vesalius.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadRequestException;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

final class TrainingTextTest {
    private static final List<int[]> TEXTS =
            List.of(new int[] {1, 5, 6}, new int[] {1, 7}, new int[] {1, 8, 9, 9}, new int[] {1});

    @Test
    void windows_begin_where_texts_begin_and_are_whole() {
        final TrainingText text = new TrainingText(TEXTS, 4);
        final int[] windows = new int[30];
        text.windows(0, 1, windows);

        assertThat(windows).containsOnly(0, 3, 5); // the last text is too near the end
    }

    @Test
    void every_window_comes_once_before_any_comes_again() {
        final TrainingText text = new TrainingText(TEXTS, 4);
        final int[] windows = new int[9];
        text.windows(0, 1, windows);

        for (int round = 0; round < 9; round += 3) {
            assertThat(Arrays.copyOfRange(windows, round, round + 3))
                    .containsExactlyInAnyOrder(0, 3, 5);
        }
    }

    @Test
    void the_order_hangs_on_the_number_of_the_window_alone() {
        final TrainingText text = new TrainingText(TEXTS, 4);
        final int[] all = new int[20];
        text.windows(0, 9, all);
        final int[] later = new int[6];
        text.windows(11, 9, later);

        assertThat(later).isEqualTo(Arrays.copyOfRange(all, 11, 17));
    }

    @Test
    void less_text_than_a_window_is_refused() {
        assertThatThrownBy(() -> new TrainingText(TEXTS, 10))
                .isInstanceOf(BadRequestException.class)
                .hasMessage("the text has 10 tokens: a window takes 11");
    }
}
