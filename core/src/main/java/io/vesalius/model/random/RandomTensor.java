package io.vesalius.model.random;

import io.vesalius.format.GgufWriter;
import io.vesalius.tensor.BlockEncoder;
import io.vesalius.tensor.DType;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Random values, bell-shaped and bounded, in blocks of a type. A piece depends on its number alone,
 * so that processors share the work and the bytes stay the same; integers and exactly rounded
 * operations only, so that they do on every machine.
 *
 * @param count elements, whole blocks
 * @param mean of the values
 * @param deviation standard deviation of the values
 * @param seed of this tensor
 */
record RandomTensor(DType type, long count, float mean, float deviation, long seed)
        implements GgufWriter.Data {
    private static final int PIECE = 1 << 16;

    /** The sum of four uniform numbers of 16 bits: its mean and standard deviation. */
    private static final int SUM_MEAN = 2 * 0xffff;

    private static final double SUM_DEVIATION = 0x10000 / 1.7320508075688772;

    @Override
    public void write(final OutputStream out) throws IOException {
        final long pieces = Math.ceilDiv(count, PIECE);
        final int atOnce = 4 * Runtime.getRuntime().availableProcessors();
        for (long first = 0; first < pieces; first += atOnce) {
            final long from = first;
            final List<byte[]> encoded =
                    IntStream.range(0, (int) Math.min(atOnce, pieces - first))
                            .parallel()
                            .mapToObj(i -> BlockEncoder.encode(type, piece(from + i)))
                            .toList();
            for (final byte[] bytes : encoded) {
                out.write(bytes);
            }
        }
    }

    private float[] piece(final long number) {
        final SplittableRandom random = new SplittableRandom(seed + number * 0x9E3779B97F4A7C15L);
        final float[] values = new float[(int) Math.min(PIECE, count - number * PIECE)];
        final float step = (float) (deviation / SUM_DEVIATION);
        for (int i = 0; i < values.length; i++) {
            values[i] = mean + step * (sum(random.nextLong()) - SUM_MEAN);
        }
        return values;
    }

    private static int sum(final long bits) {
        return (int) (bits & 0xffff)
                + (int) (bits >>> 16 & 0xffff)
                + (int) (bits >>> 32 & 0xffff)
                + (int) (bits >>> 48);
    }
}
