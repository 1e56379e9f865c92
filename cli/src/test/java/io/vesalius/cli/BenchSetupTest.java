package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.format.GgufFile;
import io.vesalius.kernel.Peaks;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.WorkArithmetic;
import io.vesalius.tensor.CacheType;
import io.vesalius.testing.SmallModels;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

final class BenchSetupTest {
    private static final BenchTest DECODE = new BenchTest(BenchTest.Kind.DECODE, 10, 1, 0);

    @TempDir private Path folder;

    @Test
    void the_limit_of_decode_is_memory_as_it_was_read_between_the_repeats() {
        final Path path = SmallModels.LLAMA.writeTo(folder);
        final OptionalDouble none = OptionalDouble.empty();
        final Peaks peaks = new Peaks(2, 3e9, 1e15, none, none, "fma");
        try (GgufFile file = GgufFile.open(path)) {
            final BenchSetup setup =
                    new BenchSetup(
                            path,
                            WorkArithmetic.of(file, CachePolicy.EVERYTHING),
                            512,
                            "any",
                            2,
                            CacheType.F16,
                            CachePolicy.EVERYTHING,
                            64,
                            Optional.of(peaks),
                            List.of());
            final BenchResult result = new BenchResult(DECODE, List.of(1.0), List.of(1e9));
            final double atPeak = setup.limit(DECODE, setup.here().orElseThrow());

            assertThat(setup.limit(DECODE, setup.here(result).orElseThrow()))
                    .isCloseTo(atPeak / 3, Percentage.withPercentage(0.001));
        }
    }
}
