package io.vesalius.vector;

import io.vesalius.kernel.LimitLoops;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * The loops of peaks by the Vector API, which has no products of bytes: what they would do with
 * instructions for those stays unknown.
 */
final class VectorLimitLoops implements LimitLoops {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final int SUMS = 8;

    @Override
    public String floatInstructions() {
        return "FloatVector.fma, " + FLOATS.length() + " lanes";
    }

    @Override
    public String byteInstructions() {
        return "";
    }

    /** Eight sums, so that no addition waits for the one before. */
    @Override
    public long multiplyFloats(final int rounds) {
        final FloatVector x = FloatVector.broadcast(FLOATS, 0.5f);
        FloatVector a = x;
        FloatVector b = x;
        FloatVector c = x;
        FloatVector d = x;
        FloatVector e = x;
        FloatVector f = x;
        FloatVector g = x;
        FloatVector h = x;
        for (int i = 0; i < rounds; i++) {
            a = a.fma(x, x);
            b = b.fma(x, x);
            c = c.fma(x, x);
            d = d.fma(x, x);
            e = e.fma(x, x);
            f = f.fma(x, x);
            g = g.fma(x, x);
            h = h.fma(x, x);
        }
        final FloatVector sum = a.add(b).add(c.add(d)).add(e.add(f).add(g.add(h)));
        return LimitLoops.kept(
                sum.reduceLanes(VectorOperators.MAX), 2L * SUMS * FLOATS.length() * rounds);
    }

    @Override
    public long multiplyBytes(final int rounds) {
        return 0;
    }

    @Override
    public long multiplyNarrow(final int rounds) {
        return 0;
    }

    @Override
    public void read(final MemorySegment memory) {
        final int step = LONGS.vectorByteSize();
        LongVector a = LongVector.zero(LONGS);
        LongVector b = a;
        LongVector c = a;
        LongVector d = a;
        for (long at = 0; at < memory.byteSize(); at += 4L * step) {
            a = a.or(load(memory, at));
            b = b.or(load(memory, at + step));
            c = c.or(load(memory, at + 2L * step));
            d = d.or(load(memory, at + 3L * step));
        }
        LimitLoops.kept((double) a.or(b).or(c.or(d)).reduceLanes(VectorOperators.OR), 0);
    }

    private static LongVector load(final MemorySegment memory, final long at) {
        return LongVector.fromMemorySegment(LONGS, memory, at, ByteOrder.nativeOrder());
    }
}
