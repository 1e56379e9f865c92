package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class MirostatTest {
    private static final float[] ROW = Rows.ofProbabilities(0.5, 0.25, 0.125, 0.125);

    private static Sampler sampler(final double tau, final double eta, final int vocabSize) {
        final SamplingParameters parameters =
                SamplingParameters.NEUTRAL.toBuilder()
                        .mirostat(Optional.of(new MirostatParameters(tau, eta)))
                        .logProbs(0)
                        .seed(5)
                        .build();
        return new Sampler(parameters, 0, new Workspace(vocabSize, id -> new byte[0]));
    }

    private static Choice sample(final Sampler sampler, final float[] row, final int position) {
        return sampler.sample(row, Rows.at(position), Optional.empty());
    }

    @Test
    void candidates_over_mu_are_removed() {
        final Mirostat mirostat = new Mirostat(new MirostatParameters(1.05, 0.1)); // mu 2.1 bits
        final Candidates candidates = Rows.candidates(ROW);
        mirostat.truncate(candidates);
        assertThat(Rows.ids(candidates)).containsExactly(0, 1);
    }

    @Test
    void the_likeliest_stays_whatever_mu_is() {
        final Mirostat mirostat = new Mirostat(new MirostatParameters(0.1, 0.1));
        final Candidates candidates = Rows.candidates(1, 2, 1);
        mirostat.truncate(candidates);
        assertThat(Rows.ids(candidates)).containsExactly(1);
    }

    @Test
    void mu_moves_against_the_surprise_of_the_remaining_distribution() {
        final Mirostat mirostat = new Mirostat(new MirostatParameters(1.05, 0.1));
        final Candidates candidates = Rows.candidates(ROW);
        mirostat.truncate(candidates);
        mirostat.learn(candidates, 1); // 0.25 of 0.75: log2(3) bits
        final double surprise = StrictMath.log(3) / StrictMath.log(2);
        assertThat(mirostat.mu()).isCloseTo(2.1 - 0.1 * (surprise - 1.05), offset(1e-6));
    }

    @Test
    void the_mean_surprise_comes_to_the_target() {
        final float[] row = Rows.random(2000, 3, 1);
        final Sampler sampler = sampler(4, 0.1, row.length);
        final LogProbs logProbs = LogProbs.of(row);
        double bits = 0;
        for (int position = 0; position < 4000; position++) {
            bits -= logProbs.of(sample(sampler, row, position).id()) / StrictMath.log(2);
        }
        // Of the model's distribution, which is a little over that of the remaining one.
        assertThat(bits / 4000).isBetween(3.9, 4.5);
    }

    @Test
    void a_restored_state_chooses_the_same_again() {
        final float[] row = Rows.random(500, 3, 2);
        final Sampler sampler = sampler(3, 0.5, row.length);
        for (int position = 0; position < 20; position++) {
            sample(sampler, row, position);
        }
        final Sampler.State state = sampler.snapshot();
        final List<Integer> first = new ArrayList<>();
        final List<Integer> second = new ArrayList<>();
        for (int position = 20; position < 60; position++) {
            first.add(sample(sampler, row, position).id());
        }
        assertThat(sampler.snapshot()).isNotEqualTo(state);
        sampler.restore(state);
        for (int position = 20; position < 60; position++) {
            second.add(sample(sampler, row, position).id());
        }
        assertThat(second).isEqualTo(first);
    }

    @Test
    void it_replaces_the_other_truncations() {
        final SamplingParameters parameters =
                SamplingParameters.NEUTRAL.toBuilder()
                        .topK(1)
                        .mirostat(Optional.of(new MirostatParameters(50, 0)))
                        .seed(1)
                        .build();
        final Sampler sampler = new Sampler(parameters, 0, new Workspace(4, id -> new byte[0]));
        final List<Integer> ids = new ArrayList<>();
        for (int position = 0; position < 100; position++) {
            ids.add(sample(sampler, ROW, position).id());
        }
        assertThat(ids).contains(0, 1, 2, 3);
    }
}
