package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Against the words of its author: all tokens that meet the threshold but the least likely. */
final class XtcLinkTest {
    private static final float[] ROW = Rows.ofProbabilities(0.1, 0.4, 0.05, 0.2, 0.25);

    private static XtcLink xtc(final double probability, final double threshold) {
        return new XtcLink(new XtcParameters(probability, threshold), new Draws(3, 0));
    }

    @Test
    void all_but_the_least_likely_over_the_threshold_go() {
        assertThat(Rows.left(xtc(1, 0.15), ROW)).containsExactly(0, 2, 3);
        assertThat(Rows.left(xtc(1, 0.22), ROW)).containsExactly(0, 2, 3, 4);
    }

    @Test
    void a_single_one_over_the_threshold_stays() {
        assertThat(Rows.left(xtc(1, 0.3), ROW)).hasSize(5);
        assertThat(Rows.left(xtc(1, 0.9), ROW)).hasSize(5);
    }

    @Test
    void among_equals_the_last_id_stays() {
        assertThat(Rows.left(xtc(1, 0.3), Rows.ofProbabilities(0.33, 0.33, 0.33, 0.01)))
                .containsExactly(2, 3);
    }

    @Test
    void it_acts_as_often_as_its_probability_says() {
        final XtcLink link = xtc(0.3, 0.15);
        int acted = 0;
        for (int position = 0; position < 10_000; position++) {
            final Candidates candidates = Rows.candidates(ROW);
            link.apply(candidates, Rows.at(position));
            acted += candidates.size() == 5 ? 0 : 1;
        }
        assertThat(acted).isBetween(2850, 3150); // 3.3 standard deviations
    }
}
