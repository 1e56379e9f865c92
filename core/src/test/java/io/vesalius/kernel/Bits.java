package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.lang.foreign.MemorySegment;

/** Equality to the bit, the sign of zero included; one NaN is as good as another. */
final class Bits {
    private Bits() {}

    /** Every f32 of both is the same. */
    static void assertSame(
            final MemorySegment actual, final MemorySegment expected, final Object what) {
        assertThat(actual.byteSize()).as("%s", what).isEqualTo(expected.byteSize());
        for (long at = 0; at < expected.byteSize(); at += 4) {
            assertSame(Memory.f32(actual, at), Memory.f32(expected, at), at / 4, what);
        }
    }

    static void assertSame(
            final float actual, final float expected, final long index, final Object what) {
        if (Float.floatToIntBits(actual) != Float.floatToIntBits(expected)) {
            fail(
                    "%s: element %d is %s = %h, the definition's is %s = %h",
                    what,
                    index,
                    actual,
                    Float.floatToRawIntBits(actual),
                    expected,
                    Float.floatToRawIntBits(expected));
        }
    }

    /** Every byte of both is the same. */
    static void assertSameBytes(
            final MemorySegment actual, final MemorySegment expected, final Object what) {
        assertThat(actual.mismatch(expected)).as("%s: first differing byte", what).isEqualTo(-1);
    }
}
