package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vesalius.tensor.CacheType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * How near the defined attention is to a softmax in double precision over the keys and values that
 * the cache holds: the bounds of docs/NUMERICS.md.
 */
final class AttentionAccuracyTest {
    /** The largest relative error of one rounding. */
    private static final double U = 0x1p-24;

    private static final AttentionShape SHAPE = new AttentionShape(4, 2, 32, 24, 0.18f, 0, 0);

    /** What is asked for beside the bound that always holds, relative to the sum of |p * v|. */
    private static final double ORDINARY = 10 * U;

    private static final double NOTHING_MORE = Double.POSITIVE_INFINITY;

    @ParameterizedTest
    @EnumSource
    void attention_with_scores_around_one_is_nearer_than_its_bound(final CacheType type) {
        for (final int first : new int[] {0, 5, 63, 64, 300, 511, 512, 1300}) {
            check(SHAPE, type, first, ORDINARY);
        }
    }

    @Test
    void attention_within_a_window_is_within_its_bound() {
        for (final int window : new int[] {1, 16, 65, 600}) {
            check(SHAPE.withWindow(window), CacheType.F16, 1300, ORDINARY);
        }
    }

    @Test
    void attention_with_capped_scores_is_within_its_bound() {
        check(SHAPE.withSoftCap(1.5f), CacheType.F32, 700, NOTHING_MORE);
        check(SHAPE.withSoftCap(50f).withScale(3), CacheType.F32, 700, NOTHING_MORE);
    }

    @Test
    void attention_with_sharp_scores_is_within_its_bound() {
        check(SHAPE.withScale(3), CacheType.F32, 700, NOTHING_MORE);
        check(SHAPE.withScale(-20), CacheType.F32, 700, NOTHING_MORE);
    }

    @ParameterizedTest
    @EnumSource
    void what_a_page_has_of_the_sum_is_the_weights_of_its_positions(final CacheType type) {
        final Samples samples = new Samples("pages " + type);
        final AttentionCase sample = AttentionCase.finite(SHAPE, type, 1, 300, samples).counting();
        final MemorySegment partial = Samples.memory(sample.partialBytes());
        final AttentionTask task = sample.task(1, 0, sample.end(), partial);
        new Definition().attend(task);
        final double[] weights = new Exact(sample, 1, 0, 0).weights;
        final float l = Memory.f32(partial, task.resultAt(0, 0) + 4);
        for (int from = 0; from < weights.length; from += AttentionShape.PAGE) {
            final int end = Math.min(from + AttentionShape.PAGE, weights.length);
            final double exact = Arrays.stream(weights, from, end).sum();
            final long at = task.pagesAt(0, 0) + 4L * from / AttentionShape.PAGE;
            assertThat(Memory.f32(partial, at) / l).isCloseTo((float) exact, within(1e-6f));
        }
    }

    private static void check(
            final AttentionShape shape,
            final CacheType type,
            final int firstPosition,
            final double asked) {
        final Samples samples = new Samples(type + " at " + firstPosition + " " + shape);
        final AttentionCase sample = AttentionCase.finite(shape, type, 3, firstPosition, samples);
        for (int kvHead = 0; kvHead < shape.kvHeadCount(); kvHead++) {
            for (int row = 0; row < sample.rowCount(); row++) {
                for (int head = 0; head < shape.groupSize(); head++) {
                    final float[] actual = attend(sample, kvHead, row, head);
                    new Exact(sample, kvHead, row, head)
                            .check(
                                    actual,
                                    asked,
                                    "%s, row %d, head %d".formatted(samples, row, head));
                }
            }
        }
    }

    /** Segment after segment, merged and divided. */
    private static float[] attend(
            final AttentionCase sample, final int kvHead, final int row, final int head) {
        final int valueDim = sample.shape().valueDim();
        final Definition verbs = new Definition();
        final long bytes = sample.partialBytes();
        final MemorySegment sum = Samples.memory(bytes);
        final MemorySegment next = Samples.memory(bytes);
        final int firstVisible = sample.shape().firstVisible(sample.firstPosition());
        final int start = firstVisible / AttentionShape.SEGMENT * AttentionShape.SEGMENT;
        for (int from = start; from < sample.end(); from += AttentionShape.SEGMENT) {
            final int to = Math.min(from + AttentionShape.SEGMENT, sample.end());
            final MemorySegment part = from == start ? sum : next;
            final AttentionTask task = sample.task(kvHead, from, to, part);
            verbs.attend(task);
            if (from > start) {
                final long at = task.resultAt(row, head);
                verbs.merge(sum, at, next, at, valueDim);
            }
        }
        final MemorySegment y = Samples.memory(4L * valueDim);
        verbs.finish(sum, sample.task(kvHead, 0, 0, sum).resultAt(row, head), valueDim, y, 0);
        final float[] out = new float[valueDim];
        for (int d = 0; d < valueDim; d++) {
            out[d] = Memory.f32(y, 4L * d);
        }
        return out;
    }

    /** The same in double precision. */
    private static final class Exact {
        private final AttentionCase sample;
        private final AttentionTask task;
        private final int first;
        private final double[] weights;
        private double largest;

        Exact(final AttentionCase sample, final int kvHead, final int row, final int head) {
            this.sample = sample;
            task = sample.task(kvHead, 0, 0, MemorySegment.NULL);
            final int position = sample.firstPosition() + row;
            first = sample.shape().firstVisible(position);
            weights = new double[position + 1 - first];
            double max = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < weights.length; i++) {
                weights[i] = score(task.queryOf(row, head), first + i);
                max = Math.max(max, weights[i]);
            }
            double total = 0;
            for (int i = 0; i < weights.length; i++) {
                weights[i] = StrictMath.exp(weights[i] - max);
                total += weights[i];
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] /= total;
            }
        }

        private double score(final long queryAt, final int position) {
            double dot = 0;
            double size = 0;
            for (int d = 0; d < sample.shape().keyDim(); d++) {
                final double product =
                        (double) Memory.f32(task.query(), queryAt + 4L * d) * key(position, d);
                dot += product;
                size += Math.abs(product);
            }
            final double scale = sample.shape().scale();
            largest = Math.max(largest, size * Math.abs(scale));
            final double cap = sample.shape().softCap();
            return cap == 0 ? dot * scale : cap * StrictMath.tanh(dot * scale / cap);
        }

        private double key(final int position, final int d) {
            final CacheView cache = task.cache();
            final long headAt = cache.keyHeadAt(task.page(position), task.kvHead());
            final int slot = position % cache.keys().pageTokens();
            return DefinitionCache.read(cache.memory(), headAt, cache.keys(), slot, d, true);
        }

        private double value(final int position, final int d) {
            final CacheView cache = task.cache();
            final long headAt = cache.valueHeadAt(task.page(position), task.kvHead());
            final int slot = position % cache.values().pageTokens();
            return DefinitionCache.read(cache.memory(), headAt, cache.values(), slot, d, false);
        }

        void check(final float[] actual, final double asked, final String what) {
            final AttentionShape shape = sample.shape();
            final double scoreError = (shape.keyDim() + 3) * largest + 5 * shape.softCap();
            final double always = (2 * scoreError + 2 * weights.length + 16) * U;
            for (int d = 0; d < actual.length; d++) {
                double exact = 0;
                double size = 0;
                for (int i = 0; i < weights.length; i++) {
                    final double product = weights[i] * value(first + i, d);
                    exact += product;
                    size += Math.abs(product);
                }
                assertThat(Math.abs(actual[d] - exact))
                        .as("%s, element %d", what, d)
                        .isLessThanOrEqualTo(Math.min(always, asked) * size);
            }
        }
    }
}
