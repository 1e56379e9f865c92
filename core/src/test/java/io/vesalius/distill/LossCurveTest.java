package io.vesalius.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadFileException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class LossCurveTest {
    @TempDir private Path folder;

    private Path file() {
        return folder.resolve("curve.csv");
    }

    @Test
    void it_draws_both_curves_from_the_first_step_to_the_last() {
        final LossCurve curve = new LossCurve(file(), 0, 0.5);
        curve.add(new CurvePoint(100, 2, 1.8));
        curve.add(new CurvePoint(200, 1, 1.25));

        // Steps go from 60 to 700 over the width, losses from 0.45 to 2 over the height.
        assertThat(curve.svg())
                .contains("points=\"380.0,40.0 700.0,246.5\"", "points=\"380.0,81.3 700.0,194.8\"");
    }

    @Test
    void points_after_the_checkpoint_are_forgotten() throws IOException {
        final LossCurve curve = new LossCurve(file(), 0, 0.5);
        curve.add(new CurvePoint(100, 2, 1.8));
        curve.add(new CurvePoint(200, 1, 1.25));
        new LossCurve(file(), 100, 0.5).add(new CurvePoint(200, 1.5, 1.5));

        assertThat(Files.readAllLines(file()))
                .containsExactly(CurvePoint.HEAD, "100,2.00000,1.80000", "200,1.50000,1.50000");
    }

    @Test
    void a_file_that_is_no_curve_is_refused() throws IOException {
        Files.writeString(file(), CurvePoint.HEAD + "\nnonsense\n");

        assertThatThrownBy(() -> new LossCurve(file(), 100, 0.5))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("curve.csv");
    }
}
