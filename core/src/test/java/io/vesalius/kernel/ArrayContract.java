package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The verbs of training, on arrays of the heap. */
public interface ArrayContract {
    /** The implementation under test. */
    Verbs verbs();

    private static float[] floats(final Samples samples, final int count, final boolean wild) {
        final float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = wild ? samples.extreme() : samples.ordinary();
        }
        return values;
    }

    private void compare(final int rows, final int columns, final boolean wild) {
        final Samples samples = new Samples("panel " + rows + " x " + columns + " " + wild);
        final boolean transposed = samples.chance(0.5);
        final int gap = samples.between(0, 3);
        final int rowStep = transposed ? 1 : columns + gap;
        final int columnStep = transposed ? rows + gap : 1;
        final int cStep = PanelProduct.WIDTH + samples.between(0, 20);
        final float[] a = floats(samples, (rows + gap) * (columns + gap) + 7, wild);
        final float[] panel = floats(samples, PanelProduct.WIDTH * columns + 5, wild);
        final float[] expected = floats(samples, rows * cStep + 30, wild);
        final float[] actual = expected.clone();
        new Definition()
                .accumulate(
                        new PanelProduct(
                                a,
                                7,
                                rowStep,
                                columnStep,
                                columns,
                                panel,
                                5,
                                rows,
                                expected,
                                3,
                                cStep));
        verbs().accumulate(
                        new PanelProduct(
                                a,
                                7,
                                rowStep,
                                columnStep,
                                columns,
                                panel,
                                5,
                                rows,
                                actual,
                                3,
                                cStep));
        assertThat(actual).as(samples.toString()).isEqualTo(expected);
    }

    @Test
    default void products_with_panels_of_arrays_are_the_definitions() {
        for (int rows = 1; rows <= 40; rows++) {
            compare(rows, new Samples("columns " + rows).between(1, 700), false);
        }
        for (int columns = 1; columns <= 20; columns++) {
            compare(new Samples("rows " + columns).between(1, 50), columns, false);
        }
    }

    @Test
    default void products_of_extreme_arrays_are_the_definitions() {
        for (int run = 1; run <= 20; run++) {
            compare(run, 3 * run, true);
        }
    }

    @Test
    default void exponentials_of_arrays_are_the_definitions() {
        for (int count = 0; count <= 70; count++) {
            final Samples samples = new Samples("exp " + count);
            final float[] expected = floats(samples, count + 9, count % 2 == 1);
            final float[] actual = expected.clone();
            new Definition().exp(expected, 4, count);
            verbs().exp(actual, 4, count);
            assertThat(actual).as(samples.toString()).isEqualTo(expected);
        }
    }

    @Test
    default void a_product_outside_its_arrays_is_refused() {
        final float[] some = new float[64];
        assertThatThrownBy(() -> new PanelProduct(some, 0, 8, 1, 8, some, 0, 9, some, 0, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new PanelProduct(some, 0, 8, 1, 4, some, 1, 8, some, 0, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new PanelProduct(some, 0, 8, 1, 4, some, 0, 8, some, 0, 16))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> verbs().exp(some, 60, 5))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
