package io.vesalius.kernel;

import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.HeadLayout;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;

/** Keys and values written to pages. */
public interface CacheContract {
    /** The implementation under test. */
    Verbs verbs();

    @ParameterizedTest
    @EnumSource
    default void keys_and_values_are_stored_as_in_the_definition(final CacheType type) {
        for (int dim = 1; dim <= 40; dim++) {
            store(type, dim, new Samples("store " + dim + " " + type));
        }
        for (final int dim : new int[] {48, 64, 80, 96, 112, 128, 192, 256}) {
            store(type, dim, new Samples("store " + dim + " " + type));
        }
    }

    private void store(final CacheType type, final int dim, final Samples samples) {
        final int pageTokens = samples.oneOf(16, 32, 64);
        final int heads = samples.between(1, 4);
        final HeadLayout keys = new HeadLayout(type, dim, pageTokens);
        final HeadLayout values = new HeadLayout(type, samples.between(1, 64), pageTokens);
        final long valueOffset = 64 + heads * keys.bytes();
        final long pageBytes = valueOffset + heads * values.bytes() + 64;
        final MemorySegment expected = samples.dirty(3 * pageBytes);
        final MemorySegment actual = Samples.copy(expected);
        for (int token = 0; token < 12; token++) {
            final MemorySegment x = vectors(heads * 256L + 1, token, samples);
            final int page = samples.between(0, 2);
            final int slot = samples.between(0, pageTokens - 1);
            final CacheView plain =
                    new CacheView(expected, pageBytes, keys, values, 64, valueOffset);
            new Definition().storeKey(x, 4, heads, plain, page, slot);
            new Definition().storeValue(x, 4, heads, plain, page, slot);
            final CacheView fast = new CacheView(actual, pageBytes, keys, values, 64, valueOffset);
            verbs().storeKey(x, 4, heads, fast, page, slot);
            verbs().storeValue(x, 4, heads, fast, page, slot);
        }
        Bits.assertSameBytes(actual, expected, "dim " + dim + ", " + samples);
    }

    /** Ordinary, wild, and sometimes not finite. */
    private static MemorySegment vectors(final long count, final int token, final Samples samples) {
        final MemorySegment x = samples.floats(count, token % 2 == 1);
        if (token % 4 == 3) {
            for (final float bad : Samples.NOT_FINITE) {
                Memory.f32(x, 4L * samples.between(0, 40), bad);
            }
        }
        return x;
    }
}
