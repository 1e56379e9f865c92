package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.tensor.DType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

final class PeaksTest {
    @Test
    void memory_and_each_type_of_weight_are_measured() {
        final Verbs verbs = VerbsChoice.choose(Optional.empty()).verbs();
        try (WorkerTeam team = new WorkerTeam(2)) {
            final Peaks peaks = Peaks.measure(verbs, team, List.of(DType.F32, DType.Q8_0));

            assertThat(peaks.threads()).isEqualTo(2);
            assertThat(peaks.memoryBytesPerSecond()).isPositive().isFinite();
            assertThat(peaks.products()).containsOnlyKeys(DType.F32, DType.Q8_0);
            assertThat(peaks.products().values()).allMatch(rate -> rate > 0 && rate < 1e16);
        }
    }
}
