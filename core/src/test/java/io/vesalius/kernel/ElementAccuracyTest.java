package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.HeadLayout;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;

/**
 * How near the defined verbs on vectors are to the same in double precision: the bounds of
 * docs/NUMERICS.md.
 */
final class ElementAccuracyTest {
    /** The largest relative error of one rounding. */
    private static final double U = 0x1p-24;

    @Test
    void a_quantised_activation_is_within_half_a_step() {
        for (int run = 0; run < 200; run++) {
            final Samples samples = new Samples("step " + run);
            final MemorySegment x = samples.floats(Quantized.BLOCK, false);
            new Definition().scale(x, 0, Math.scalb(1f, samples.between(-90, 90)), 32);
            final Quantized q = Samples.quantize(x, 1, Quantized.BLOCK);
            final double d = Memory.f32(q.data(), Quantized.SCALE);
            for (int i = 0; i < Quantized.BLOCK; i++) {
                final double value = d * Memory.i8(q.data(), i);
                assertThat(Math.abs(value - Memory.f32(x, 4L * i)))
                        .as("%s, element %d", samples, i)
                        .isLessThanOrEqualTo(0.5001 * d);
            }
        }
    }

    @Test
    void a_norm_is_within_its_bound() {
        for (final int n : new int[] {1, 7, 16, 64, 576, 2048, 4099, 8192}) {
            final Samples samples = new Samples("norm " + n);
            final MemorySegment x = samples.floats(n, false);
            final Vector w = new Vector(samples.floats(n, false), n);
            final MemorySegment y = Samples.memory(4L * n);
            new Definition().rmsNorm(x, 0, w, 1e-5f, n, y, 0);
            double squares = 0;
            for (int i = 0; i < n; i++) {
                squares += (double) Memory.f32(x, 4L * i) * Memory.f32(x, 4L * i);
            }
            final double r = 1 / Math.sqrt(squares / n + (double) 1e-5f);
            for (int i = 0; i < n; i++) {
                final double exact = Memory.f32(x, 4L * i) * r * Memory.f32(w.data(), 4L * i);
                assertThat(Math.abs(Memory.f32(y, 4L * i) - exact))
                        .as("%s, element %d", samples, i)
                        .isLessThanOrEqualTo((n / 32 + 8) * U * Math.abs(exact));
            }
        }
    }

    @Test
    void the_most_of_a_product_is_within_its_bound() {
        for (final int dim : new int[] {1, 7, 16, 64, 128, 333}) {
            final Samples samples = new Samples("bound " + dim);
            final MemorySegment query = samples.floats(dim, false);
            final MemorySegment bounds = samples.floats(2L * dim, false);
            double exact = 0;
            double size = 0;
            for (int d = 0; d < dim; d++) {
                final double q = Memory.f32(query, 4L * d);
                final double smallest = q * Memory.f32(bounds, 4L * d);
                final double largest = q * Memory.f32(bounds, 4L * (dim + d));
                exact += Math.max(smallest, largest);
                size += Math.abs(Math.max(smallest, largest));
            }
            assertThat(Math.abs(new Definition().bound(query, 0, bounds, 0, dim) - exact))
                    .as(samples.toString())
                    .isLessThanOrEqualTo((dim / 16 + 6) * U * size);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_rotation_is_within_its_bound(final Pairing pairing) {
        for (int run = 0; run < 50; run++) {
            final Samples samples = new Samples("rotation " + run + " " + pairing);
            final MemorySegment x = samples.floats(64, false);
            final MemorySegment before = Samples.copy(x);
            final MemorySegment angles = samples.floats(64, false);
            new Definition().rotate(x, 0, 1, 64, 64, pairing, angles, 0);
            for (int i = 0; i < 32; i++) {
                final int first = pairing == Pairing.INTERLEAVED ? 2 * i : i;
                final int second = pairing == Pairing.INTERLEAVED ? 2 * i + 1 : i + 32;
                final double a = Memory.f32(before, 4L * first);
                final double b = Memory.f32(before, 4L * second);
                final double cos = Memory.f32(angles, 4L * i);
                final double sin = Memory.f32(angles, 4L * (32 + i));
                assertThat(Math.abs(Memory.f32(x, 4L * first) - (a * cos - b * sin)))
                        .as("%s, pair %d", samples, i)
                        .isLessThanOrEqualTo(2 * U * (Math.abs(a * cos) + Math.abs(b * sin)));
                assertThat(Math.abs(Memory.f32(x, 4L * second) - (b * cos + a * sin)))
                        .as("%s, pair %d", samples, i)
                        .isLessThanOrEqualTo(2 * U * (Math.abs(b * cos) + Math.abs(a * sin)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_cached_vector_is_within_its_types_bound(final CacheType type) {
        for (int run = 0; run < 50; run++) {
            final Samples samples = new Samples("cached " + run + " " + type);
            final HeadLayout layout = new HeadLayout(type, 64, 16);
            final MemorySegment page = Samples.memory(layout.bytes());
            final CacheView cache = new CacheView(page, layout.bytes(), layout, layout, 0, 0);
            final MemorySegment x = samples.floats(64, false);
            final boolean key = samples.chance(0.5);
            if (key) {
                new Definition().storeKey(x, 0, 1, cache, 0, 5);
            } else {
                new Definition().storeValue(x, 0, 1, cache, 0, 5);
            }
            for (int d = 0; d < 64; d++) {
                final double exact = Memory.f32(x, 4L * d);
                final double read = DefinitionCache.read(page, 0, layout, 5, d, key);
                assertThat(Math.abs(read - exact))
                        .as("%s, element %d", samples, d)
                        .isLessThanOrEqualTo(cacheBound(type, x, d));
            }
        }
    }

    /** F16 has 11 bits; Q8_0 half a step, and its scale is an F16. */
    private static double cacheBound(final CacheType type, final MemorySegment x, final int d) {
        return switch (type) {
            case F32 -> 0;
            case F16 -> Math.max(0x1p-11 * Math.abs(Memory.f32(x, 4L * d)), 0x1p-25);
            case Q8_0 -> {
                double amax = 0;
                for (int i = d / 32 * 32; i < d / 32 * 32 + 32; i++) {
                    amax = Math.max(amax, Math.abs(Memory.f32(x, 4L * i)));
                }
                yield amax * (0.5001 / 127 + 0x1p-11);
            }
        };
    }

    @Test
    void a_cap_is_within_its_bound() {
        final Samples samples = new Samples("cap");
        for (final float cap : new float[] {1.5f, 30, 50}) {
            final MemorySegment x = samples.floats(1000, false);
            new Definition().scale(x, 0, cap, 1000);
            final MemorySegment before = Samples.copy(x);
            new Definition().softCap(x, 0, cap, 1000);
            for (int i = 0; i < 1000; i++) {
                final double exact = cap * StrictMath.tanh(Memory.f32(before, 4L * i) / cap);
                assertThat(Math.abs(Memory.f32(x, 4L * i) - exact))
                        .as("%s, cap %s, element %d", samples, cap, i)
                        .isLessThanOrEqualTo(6 * U * Math.abs(exact));
            }
        }
    }
}
