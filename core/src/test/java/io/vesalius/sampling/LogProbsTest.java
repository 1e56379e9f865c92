package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

final class LogProbsTest {
    private static double exact(final float[] row, final int id) {
        double highest = Double.NEGATIVE_INFINITY;
        for (final float logit : row) {
            highest = Math.max(highest, logit);
        }
        double sum = 0;
        for (final float logit : row) {
            sum += StrictMath.exp(logit - highest);
        }
        return row[id] - highest - StrictMath.log(sum);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 4095, 4096, 4097, 8192, 50_000, 150_001})
    void they_are_the_log_softmax(final int size) {
        final float[] row = Rows.random(size, 3, size);
        final LogProbs logProbs = LogProbs.of(row);
        for (int id = 0; id < size; id += 1 + size / 50) {
            assertThat(logProbs.of(id)).isCloseTo(exact(row, id), offset(1e-7));
        }
    }

    @Test
    void a_row_may_lie_among_others() {
        final float[] rows = {9, 1, 2, 9};
        assertThat(LogProbs.of(rows, 1, 2).of(1)).isEqualTo(LogProbs.of(new float[] {1, 2}).of(1));
        assertThat(LogProbs.of(rows, 1, 2).top(5))
                .extracting(TokenLogProb::id)
                .containsExactly(1, 0);
    }

    @Test
    void equal_logits_share_the_probability() {
        assertThat(LogProbs.of(new float[1000]).of(7))
                .isCloseTo(-StrictMath.log(1000), offset(1e-12));
    }

    @Test
    void a_shift_of_all_logits_changes_nothing() {
        assertThat(LogProbs.of(new float[] {1, 2, 4}).of(0))
                .isEqualTo(LogProbs.of(new float[] {-1023, -1022, -1020}).of(0));
    }

    @Test
    void improbable_tokens_keep_their_log_probability() {
        final LogProbs logProbs = LogProbs.of(new float[] {0, -5000, Float.NEGATIVE_INFINITY});
        assertThat(logProbs.of(0)).isZero();
        assertThat(logProbs.of(1)).isEqualTo(-5000);
        assertThat(logProbs.of(2)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void the_top_is_that_of_a_full_sort() {
        for (long seed = 0; seed < 300; seed++) {
            final float[] row = seed % 2 == 0 ? Rows.awkward(70, seed) : Rows.random(70, 2, seed);
            final int count = (int) (seed % 75);
            final List<Integer> sorted =
                    IntStream.range(0, row.length)
                            .boxed()
                            .filter(id -> row[id] > Float.NEGATIVE_INFINITY)
                            .sorted(
                                    Comparator.comparingDouble(
                                                    (final Integer id) -> -(row[id] + 0.0))
                                            .thenComparing(Comparator.naturalOrder()))
                            .limit(count)
                            .toList();
            assertThat(LogProbs.of(row).top(count))
                    .as("seed " + seed)
                    .extracting(TokenLogProb::id)
                    .isEqualTo(sorted);
        }
    }

    @Test
    void rows_that_are_no_distribution_are_named() {
        assertThatThrownBy(() -> LogProbs.of(new float[] {1, Float.NaN}))
                .hasMessage("the logit of token 1 is NaN: the row can't be sampled");
        assertThatThrownBy(() -> LogProbs.of(new float[] {Float.NEGATIVE_INFINITY}))
                .hasMessage("all 1 logits are -infinity");
    }

    @Test
    void the_chains_own_log_probabilities_have_the_same_bits() {
        final float[] row = Rows.random(9000, 3, 4);
        final Candidates candidates = Rows.candidates(row);
        final LogProbs logProbs = LogProbs.of(row);
        for (int id = 0; id < row.length; id += 111) {
            assertThat(candidates.logProb(id)).isEqualTo(logProbs.of(id));
        }
    }
}
