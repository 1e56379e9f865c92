package io.vesalius.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/** Compares gradients with finite differences, along random directions. */
final class Slopes {
    private static final double STEP = 4e-3;
    private static final int DIRECTIONS = 6;

    private Slopes() {}

    /** Numbers around 0, the same for a seed. */
    static float[] random(final int count, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    /** The sum of products, in double. */
    static double dot(final float[] x, final float[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (double) x[i] * y[i];
        }
        return sum;
    }

    /**
     * The gradient of `function` at `x`, along some directions, is the slope of its values.
     *
     * @param function reads `x`
     */
    static void check(final float[] x, final float[] gradient, final DoubleSupplier function) {
        final float[] point = x.clone();
        final double size = Math.sqrt(dot(gradient, gradient));
        assertThat(size).as("the gradient's norm").isPositive();
        for (int direction = 0; direction < DIRECTIONS; direction++) {
            final float[] d = random(x.length, 100 + direction);
            move(x, point, d, STEP);
            final double up = function.getAsDouble();
            move(x, point, d, -STEP);
            final double down = function.getAsDouble();
            move(x, point, d, 0);
            assertThat(dot(gradient, d))
                    .as("direction %d", direction)
                    .isCloseTo((up - down) / (2 * STEP), within(4e-3 * size));
        }
    }

    private static void move(
            final float[] x, final float[] point, final float[] direction, final double step) {
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (point[i] + step * direction[i]);
        }
    }
}
