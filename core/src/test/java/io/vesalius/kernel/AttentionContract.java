package io.vesalius.kernel;

import io.vesalius.tensor.CacheType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;

/** Attention over pages, the merging of its segments, and its last division. */
public interface AttentionContract {
    /** The implementation under test. */
    Verbs verbs();

    private static AttentionShape shape(
            final int kvHeads, final int group, final int keyDim, final int valueDim) {
        final float scale = 1 / (float) Math.sqrt(keyDim);
        return new AttentionShape(kvHeads * group, kvHeads, keyDim, valueDim, scale, 0, 0);
    }

    /** Every segment of positions, for one kv head. */
    private void compare(final AttentionCase sample, final Samples samples) {
        final int kvHead = samples.between(0, sample.shape().kvHeadCount() - 1);
        final int first = sample.shape().firstVisible(sample.firstPosition());
        final int step = AttentionShape.SEGMENT;
        for (int from = first / step * step; from < sample.end(); from += step) {
            final int to = Math.min(from + step, sample.end());
            final MemorySegment expected = samples.dirty(sample.partialBytes());
            final MemorySegment actual = Samples.copy(expected);
            new Definition().attend(sample.task(kvHead, from, to, expected));
            verbs().attend(sample.task(kvHead, from, to, actual));
            assertSame(sample, actual, expected, "positions " + from + "-" + to + ", " + samples);
        }
    }

    /** m, l, the outputs and the pages' parts of l; what lies between them is nobody's. */
    private static void assertSame(
            final AttentionCase sample,
            final MemorySegment actual,
            final MemorySegment expected,
            final String what) {
        final AttentionTask task = sample.task(0, 0, 0, expected);
        final long width = 4L * sample.shape().valueDim();
        for (int row = 0; row < sample.rowCount(); row++) {
            for (int head = 0; head < sample.shape().groupSize(); head++) {
                final long at = task.resultAt(row, head);
                final String where = " of row " + row + ", head " + head + ", " + what;
                Bits.assertSame(actual.asSlice(at, 8), expected.asSlice(at, 8), "m, l" + where);
                Bits.assertSame(
                        actual.asSlice(at + 64, width),
                        expected.asSlice(at + 64, width),
                        "output" + where);
                final long pagesAt = task.pagesAt(row, head);
                final long pagesBytes = at + task.resultBytes() - pagesAt;
                Bits.assertSame(
                        actual.asSlice(pagesAt, pagesBytes),
                        expected.asSlice(pagesAt, pagesBytes),
                        "pages" + where);
            }
        }
        Bits.assertSameBytes(actual.asSlice(0, 64), expected.asSlice(0, 64), "before, " + what);
        final long end = expected.byteSize() - 64;
        Bits.assertSameBytes(actual.asSlice(end), expected.asSlice(end), "after, " + what);
    }

    @ParameterizedTest
    @EnumSource
    default void attention_at_every_position_of_a_tile_is_the_definitions(final CacheType type) {
        for (int position = 0; position <= 70; position++) {
            final Samples samples = new Samples("position " + position + " " + type);
            final AttentionShape shape = shape(2, samples.between(1, 4), 16, 16);
            compare(AttentionCase.of(shape, type, 1, position, samples), samples);
        }
    }

    @ParameterizedTest
    @EnumSource
    default void attention_of_1_to_40_rows_is_the_definitions(final CacheType type) {
        for (int rows = 1; rows <= 40; rows++) {
            final Samples samples = new Samples("rows " + rows + " " + type);
            final AttentionShape shape = shape(2, samples.between(1, 3), 32, 32);
            final int first = samples.between(0, 90);
            compare(AttentionCase.of(shape, type, rows, first, samples), samples);
        }
    }

    @ParameterizedTest
    @EnumSource
    default void attention_of_odd_head_dimensions_is_the_definitions(final CacheType type) {
        for (int dim = 1; dim <= 40; dim++) {
            final Samples samples = new Samples("dim " + dim + " " + type);
            final AttentionShape shape = shape(1, 2, dim, samples.between(1, 70));
            compare(AttentionCase.of(shape, type, 3, 37, samples), samples);
        }
        for (final int dim : new int[] {64, 80, 96, 112, 128, 192, 256}) {
            final Samples samples = new Samples("dim " + dim + " " + type);
            final AttentionShape shape = shape(1, 2, dim, dim);
            compare(AttentionCase.of(shape, type, 3, 120, samples), samples);
        }
    }

    @ParameterizedTest
    @EnumSource
    default void attention_within_a_window_reads_nothing_before_it(final CacheType type) {
        for (int run = 0; run < 30; run++) {
            final Samples samples = new Samples("window " + run + " " + type);
            final int window = samples.oneOf(1, 2, 15, 16, 17, 63, 64, 65, 100, 700);
            final AttentionShape shape = shape(2, samples.between(1, 3), 16, 16).withWindow(window);
            final int rows = samples.between(1, 20);
            final int first = samples.oneOf(0, 10, 60, 130, 500, 700);
            compare(AttentionCase.of(shape, type, rows, first, samples), samples);
        }
    }

    @ParameterizedTest
    @EnumSource
    default void attention_beside_sinks_reads_none_of_them(final CacheType type) {
        for (int run = 0; run < 30; run++) {
            final Samples samples = new Samples("sinks " + run + " " + type);
            final int window = samples.oneOf(1, 2, 17, 64, 65, 700);
            final AttentionShape shape =
                    shape(2, samples.between(1, 3), 16, 16)
                            .withWindow(window)
                            .withSinks(samples.oneOf(1, 4, 16, 63, 64, 65, 512));
            final int rows = samples.between(1, 20);
            final int first = samples.oneOf(0, 3, 10, 60, 130, 500, 700);
            compare(AttentionCase.of(shape, type, rows, first, samples), samples);
        }
    }

    @ParameterizedTest
    @EnumSource
    default void attention_over_several_segments_is_the_definitions(final CacheType type) {
        for (int run = 0; run < 4; run++) {
            final Samples samples = new Samples("segments " + run + " " + type);
            final AttentionShape shape = shape(1, samples.between(1, 5), 16, 24);
            final int rows = samples.between(1, 16);
            final int first = samples.between(505, 1200);
            compare(AttentionCase.of(shape, type, rows, first, samples), samples);
        }
    }

    @ParameterizedTest
    @EnumSource
    default void what_each_page_has_of_the_sum_is_the_definitions(final CacheType type) {
        for (int run = 0; run < 30; run++) {
            final Samples samples = new Samples("pages " + run + " " + type);
            final AttentionShape shape =
                    shape(2, samples.between(1, 4), 24, samples.between(1, 70))
                            .withSoftCap(samples.oneOf(0f, 0f, 30f))
                            .withWindow(samples.oneOf(0, 0, 33))
                            .withScale(samples.oneOf(0.2f, 30f, -20f));
            final int first = samples.oneOf(0, 20, 31, 150, 500, 700);
            final int rows = samples.between(1, 16);
            compare(AttentionCase.of(shape, type, rows, first, samples).counting(), samples);
        }
    }

    @Test
    default void capped_scores_are_the_definitions() {
        for (int run = 0; run < 20; run++) {
            final Samples samples = new Samples("cap " + run);
            final AttentionShape shape =
                    shape(2, samples.between(1, 8), 24, 16)
                            .withSoftCap(samples.oneOf(0.5f, 30f, 50f))
                            .withWindow(samples.oneOf(0, 33));
            final int rows = samples.between(1, 9);
            final int first = samples.between(0, 200);
            compare(AttentionCase.of(shape, CacheType.F16, rows, first, samples), samples);
        }
    }

    @Test
    default void sharp_scores_whose_exponentials_vanish_are_the_definitions() {
        for (int run = 0; run < 10; run++) {
            final Samples samples = new Samples("sharp " + run);
            final float scale = samples.oneOf(30f, 1e4f, 1e37f, -20f, 0f);
            final AttentionShape shape = shape(1, 2, 16, 16).withScale(scale);
            compare(AttentionCase.of(shape, CacheType.F32, 4, 150, samples), samples);
        }
    }

    @Test
    default void merged_and_finished_segments_are_the_definitions() {
        for (int valueDim = 1; valueDim <= 80; valueDim++) {
            final Samples samples = new Samples("merge " + valueDim);
            final MemorySegment expected = partial(valueDim, samples);
            final MemorySegment actual = Samples.copy(expected);
            final MemorySegment next = partial(valueDim, samples);
            final long bytes = AttentionTask.partialBytes(valueDim);
            new Definition().merge(expected, 64, next, bytes, valueDim);
            verbs().merge(actual, 64, next, bytes, valueDim);
            final long used = 64 + 4L * valueDim;
            Bits.assertSame(actual.asSlice(64, 8), expected.asSlice(64, 8), samples);
            Bits.assertSame(
                    actual.asSlice(128, used - 64), expected.asSlice(128, used - 64), samples);
            final MemorySegment y = samples.dirty(4L * valueDim + 16);
            final MemorySegment divided = Samples.copy(y);
            new Definition().finish(expected, 64, valueDim, y, 4);
            verbs().finish(expected, 64, valueDim, divided, 4);
            Bits.assertSame(divided, y, samples);
        }
    }

    /** Two results, one after another from byte 64 on; some saw nothing, some hold extremes. */
    private static MemorySegment partial(final int valueDim, final Samples samples) {
        final long bytes = AttentionTask.partialBytes(valueDim);
        final MemorySegment memory = samples.floats((64 + 2 * bytes) / 4, samples.chance(0.3));
        for (final long at : new long[] {64, bytes}) {
            if (samples.chance(0.2)) {
                Memory.f32(memory, at, Float.NEGATIVE_INFINITY);
                Memory.f32(memory, at + 4, 0);
            } else if (samples.chance(0.1)) {
                Memory.f32(memory, at, Float.NaN);
            }
        }
        return memory;
    }
}
