package io.vesalius.tensor;

import java.nio.ByteBuffer;

/** Blocks of 32 whose nibbles are places in a table of sixteen values, {@link IntegerBlock}'s. */
final class CodebookEncoder {
    private static final int SIZE = IntegerBlock.SIZE;
    private static final int E8M0_BIAS = 127;

    /** Larger ones overflow, or mean NaN. */
    private static final int MOST_E8M0 = 252;

    private static final byte[] IQ4_NL = IntegerBlock.nibbleValues(DType.IQ4_NL);
    private static final byte[] MXFP4 = IntegerBlock.nibbleValues(DType.MXFP4);

    private CodebookEncoder() {}

    /** The value of largest magnitude falls on the table's lowest. */
    static void iq4nl(final float[] x, final int from, final ByteBuffer out) {
        final float d = BlockEncoder.scale(out, extreme(x, from) / IQ4_NL[0]);
        nibbles(IQ4_NL, x, from, d, out);
    }

    /**
     * The shared exponent is that of the largest value less that of the element's largest, 2 (OCP
     * Microscaling Formats 1.0, section 6.3). The table holds doubled values.
     */
    static void mxfp4(final float[] x, final int from, final ByteBuffer out) {
        final int exponent = Math.getExponent(extreme(x, from)) - 2 + E8M0_BIAS;
        final int shared = Math.clamp(exponent, 0, MOST_E8M0);
        out.put((byte) shared);
        nibbles(MXFP4, x, from, Math.scalb(0.5f, shared - E8M0_BIAS), out);
    }

    private static float extreme(final float[] x, final int from) {
        float extreme = 0;
        for (int i = 0; i < SIZE; i++) {
            extreme = Math.abs(x[from + i]) > Math.abs(extreme) ? x[from + i] : extreme;
        }
        return extreme;
    }

    /** Element i beside i + 16. */
    private static void nibbles(
            final byte[] table,
            final float[] x,
            final int from,
            final float scale,
            final ByteBuffer out) {
        for (int i = 0; i < SIZE / 2; i++) {
            final int low = nearest(table, quotient(x[from + i], scale));
            final int high = nearest(table, quotient(x[from + i + 16], scale));
            out.put((byte) (low | high << 4));
        }
    }

    private static float quotient(final float value, final float scale) {
        return scale == 0 ? 0 : value / scale;
    }

    /** The first of those that are nearest. */
    private static int nearest(final byte[] table, final float value) {
        int best = 0;
        for (int i = 1; i < table.length; i++) {
            if (Math.abs(table[i] - value) < Math.abs(table[best] - value)) {
                best = i;
            }
        }
        return best;
    }
}
