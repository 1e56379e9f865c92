package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.stream.Stream;

final class PeaksTest {
    static Stream<LimitLoops> loops() {
        return VerbsChoice.survey().stream()
                .map(VerbsChoice.Candidate::offer)
                .filter(VerbsProvider.Available.class::isInstance)
                .map(offer -> ((VerbsProvider.Available) offer).verbs().limitLoops());
    }

    @ParameterizedTest
    @MethodSource("loops")
    void both_roofs_are_measured(final LimitLoops loops) {
        try (WorkerTeam team = new WorkerTeam(2)) {
            final Peaks peaks = Peaks.measure(loops, team);

            assertThat(peaks.threads()).isEqualTo(2);
            assertThat(peaks.memoryBytesPerSecond()).isBetween(1e6, 1e16);
            assertThat(peaks.floatOperationsPerSecond()).isBetween(1e6, 1e16);
            assertThat(peaks.byteOperationsPerSecond().isPresent())
                    .isEqualTo(!loops.byteInstructions().isEmpty());
            assertThat(peaks.narrowOperationsPerSecond().isPresent())
                    .isEqualTo(peaks.byteOperationsPerSecond().isPresent());
            peaks.narrowOperationsPerSecond()
                    .ifPresent(rate -> assertThat(rate).isBetween(1e6, 1e16));
            peaks.byteOperationsPerSecond()
                    .ifPresent(rate -> assertThat(rate).isBetween(1e6, 1e16));
        }
    }

    @ParameterizedTest
    @MethodSource("loops")
    void operations_are_counted_by_rounds(final LimitLoops loops) {
        assertThat(loops.multiplyFloats(200)).isEqualTo(2 * loops.multiplyFloats(100)).isPositive();
        assertThat(loops.multiplyBytes(200)).isEqualTo(2 * loops.multiplyBytes(100));
        assertThat(loops.multiplyNarrow(200)).isEqualTo(2 * loops.multiplyNarrow(100));
    }

    @ParameterizedTest
    @MethodSource("loops")
    void a_piece_of_memory_is_read(final LimitLoops loops) {
        try (Arena arena = Arena.ofConfined()) {
            loops.read(arena.allocate(4 * LimitLoops.READ_BYTES));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q4_K", "F32", "MXFP4"})
    void the_speed_of_products_is_measured(final DType type) {
        final Verbs verbs = VerbsChoice.choose(Optional.empty()).verbs();
        try (WorkerTeam team = new WorkerTeam(2)) {
            assertThat(ProductSpeed.measure(verbs, team, type)).isBetween(1e5, 1e16);
        }
    }

    @Test
    void the_speed_of_attention_is_measured() {
        final Verbs verbs = VerbsChoice.choose(Optional.empty()).verbs();
        try (WorkerTeam team = new WorkerTeam(2)) {
            assertThat(AttentionSpeed.measure(verbs, team).operationsPerSecond())
                    .isBetween(1e5, 1e16);
        }
    }

    @Test
    void the_best_of_some_runs_counts() {
        final int[] runs = new int[1];

        final double rate = Peaks.best(1e9, () -> runs[0]++);

        assertThat(runs[0]).isGreaterThanOrEqualTo(3);
        assertThat(rate).isPositive();
    }
}
