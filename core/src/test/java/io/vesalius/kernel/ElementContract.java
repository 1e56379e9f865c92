package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;

/** The verbs on vectors: quantising, norms, rotation, gates, sums, caps. */
public interface ElementContract {
    /** The implementation under test. */
    Verbs verbs();

    @Test
    default void quantising_is_the_definitions() {
        for (int blocks = 1; blocks <= 40; blocks++) {
            for (final boolean wild : new boolean[] {false, true}) {
                final Samples samples = new Samples("quantise " + blocks + " " + wild);
                final MemorySegment x = samples.floats(3L * 32 * blocks + 5, wild);
                quantise(x, blocks, samples);
            }
        }
    }

    @Test
    default void ties_quantise_to_even_as_in_the_definition() {
        final Samples samples = new Samples("ties");
        final MemorySegment x = Samples.memory(4 * (3 * 32 * 8 + 5));
        for (int i = 0; i < 3 * 32 * 8 + 5; i++) {
            // A block's largest is 127, its scale 1: halves are ties.
            Memory.f32(x, 4L * i, i % 32 == 7 ? 127 : samples.between(-253, 253) / 2f);
        }
        quantise(x, 8, samples);
    }

    @Test
    default void a_row_with_an_infinity_or_nan_is_refused_and_quantised_as_zeros() {
        for (final float bad : Samples.NOT_FINITE) {
            for (int at = 0; at < 96; at += 7) {
                final Samples samples = new Samples("poison " + bad + " " + at);
                final MemorySegment x = samples.floats(3 * 96 + 5, false);
                Memory.f32(x, 4L * (96 + at) + 4, bad);
                assertThat(quantise(x, 3, samples)).as("%s", samples).isFalse();
            }
        }
    }

    /** Quantises the second of three rows, from an odd offset. */
    private boolean quantise(final MemorySegment x, final int blocks, final Samples samples) {
        final int columns = 32 * blocks;
        final Quantized expected = dirty(columns, samples);
        final Quantized actual = dirty(columns, samples);
        final long at = 4L * columns + 4;
        final boolean finite = new Definition().quantize(x, at, expected, 1);
        final boolean answer = verbs().quantize(x, at, actual, 1);
        assertThat(answer).as("%s", samples).isEqualTo(finite);
        Bits.assertSameBytes(actual.data(), expected.data(), "records, " + samples);
        return answer;
    }

    private static Quantized dirty(final int columns, final Samples samples) {
        return new Quantized(samples.dirty(Quantized.bytes(3, columns)), columns);
    }

    @Test
    default void norms_are_the_definitions() {
        for (int n = 1; n <= 80; n++) {
            for (final boolean wild : new boolean[] {false, true}) {
                final Samples samples = new Samples("norm " + n + " " + wild);
                norm(n > 40 ? 37 * (n - 40) : n, wild, samples);
            }
        }
    }

    @Test
    default void bounds_of_products_are_the_definitions() {
        for (int dim = 1; dim <= 140; dim++) {
            final Samples samples = new Samples("bound " + dim);
            final MemorySegment query = samples.floats(dim + 1L, false);
            final MemorySegment bounds = samples.floats(2L * dim + 3, false);
            final float expected = new Definition().bound(query, 4, bounds, 12, dim);
            final float actual = verbs().bound(query, 4, bounds, 12, dim);
            assertThat(Float.floatToRawIntBits(actual))
                    .as(samples.toString())
                    .isEqualTo(Float.floatToRawIntBits(expected));
        }
    }

    private void norm(final int n, final boolean wild, final Samples samples) {
        final MemorySegment x = samples.floats(n + 3L, wild);
        final Vector w = new Vector(samples.floats(n, wild), n);
        final MemorySegment expected = samples.dirty(4L * n + 64);
        final MemorySegment actual = Samples.copy(expected);
        final MemorySegment inPlace = Samples.copy(x);
        new Definition().rmsNorm(x, 4, w, 1e-5f, n, expected, 8);
        verbs().rmsNorm(x, 4, w, 1e-5f, n, actual, 8);
        Bits.assertSame(actual, expected, "norm of " + n + ", " + samples);
        verbs().rmsNorm(inPlace, 4, w, 1e-5f, n, inPlace, 4);
        Bits.assertSame(
                inPlace.asSlice(4, 4L * n),
                expected.asSlice(8, 4L * n),
                "norm in place of " + n + ", " + samples);
    }

    @ParameterizedTest
    @EnumSource
    default void rotations_are_the_definitions(final Pairing pairing) {
        for (int half = 1; half <= 40; half++) {
            final Samples samples = new Samples("rotate " + half + " " + pairing);
            final int rotaryDim = 2 * half;
            final int headDim = rotaryDim + (samples.chance(0.5) ? 0 : samples.between(0, 20));
            final int heads = samples.between(1, 5);
            final boolean wild = samples.chance(0.2);
            final MemorySegment angles = samples.floats(rotaryDim + 1L, wild);
            final MemorySegment expected = samples.floats((long) heads * headDim + 4, wild);
            final MemorySegment actual = Samples.copy(expected);
            new Definition().rotate(expected, 4, heads, headDim, rotaryDim, pairing, angles, 4);
            verbs().rotate(actual, 4, heads, headDim, rotaryDim, pairing, angles, 4);
            Bits.assertSame(actual, expected, rotaryDim + " of " + headDim + ", " + samples);
        }
    }

    @ParameterizedTest
    @EnumSource
    default void gates_of_any_length_are_the_definitions(final Activation kind) {
        for (int n = 1; n <= 40; n++) {
            final Samples samples = new Samples("gate " + n + " " + kind);
            final MemorySegment gate = samples.floats(n + 3L, n % 2 == 0);
            final MemorySegment up = samples.floats(n + 3L, n % 2 == 0);
            gate(kind, gate, up, n, samples);
        }
    }

    @ParameterizedTest
    @EnumSource
    default void gates_of_floats_of_every_magnitude_are_the_definitions(final Activation kind) {
        final Samples samples = new Samples("gate all " + kind);
        final int n = 1 << 16;
        final MemorySegment gate = everyMagnitude(n + 3, samples);
        final MemorySegment ones = Samples.memory(4L * (n + 3));
        for (int i = 0; i < n + 3; i++) {
            Memory.f32(ones, 4L * i, 1);
        }
        gate(kind, gate, ones, n, samples);
    }

    private void gate(
            final Activation kind,
            final MemorySegment gate,
            final MemorySegment up,
            final int n,
            final Samples samples) {
        final MemorySegment actual = Samples.copy(gate);
        new Definition().gate(kind, gate, up, 4, n);
        verbs().gate(kind, actual, up, 4, n);
        Bits.assertSame(actual, gate, samples);
    }

    /** Evenly spread bit patterns, infinities and NaN among them, and the special numbers. */
    private static MemorySegment everyMagnitude(final int n, final Samples samples) {
        final MemorySegment x = Samples.memory(4L * n);
        for (int i = 0; i < n; i++) {
            final int bits = (int) ((1L << 32) / n * i) + samples.between(0, 65535);
            Memory.f32(x, 4L * i, Float.intBitsToFloat(bits));
        }
        int at = 1;
        for (final float special : Samples.EXTREMES) {
            Memory.f32(x, 4L * at++, special);
            Memory.f32(x, 4L * at++, Math.nextUp(special));
            Memory.f32(x, 4L * at++, Math.nextDown(special));
            Memory.f32(x, 4L * at++, -special);
        }
        return x;
    }

    @Test
    default void caps_are_the_definitions() {
        final Samples samples = new Samples("caps");
        for (final float cap : new float[] {30, 50, 1.5f, 0x1p-20f}) {
            final MemorySegment expected = everyMagnitude(1 << 15, samples);
            final MemorySegment actual = Samples.copy(expected);
            new Definition().softCap(expected, 4, cap, (1 << 15) - 3);
            verbs().softCap(actual, 4, cap, (1 << 15) - 3);
            Bits.assertSame(actual, expected, "cap " + cap + ", " + samples);
        }
    }

    @Test
    default void sums_and_scalings_are_the_definitions() {
        for (int n = 1; n <= 80; n++) {
            final Samples samples = new Samples("add " + n);
            final MemorySegment expected = samples.floats(n + 3L, true);
            final MemorySegment actual = Samples.copy(expected);
            final MemorySegment y = samples.floats(n + 3L, true);
            new Definition().add(expected, 4, y, 8, n);
            verbs().add(actual, 4, y, 8, n);
            Bits.assertSame(actual, expected, samples);
            new Definition().scale(expected, 4, 1.7f, n);
            verbs().scale(actual, 4, 1.7f, n);
            Bits.assertSame(actual, expected, samples);
            new Definition().softCap(expected, 8, 30f, n);
            verbs().softCap(actual, 8, 30f, n);
            Bits.assertSame(actual, expected, samples);
        }
    }
}
