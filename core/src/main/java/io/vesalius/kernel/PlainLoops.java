package io.vesalius.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The loops in plain Java: as fast as its compiler makes them, so a lower bound of the machine. */
final class PlainLoops implements LimitLoops {
    private static final int FLOATS_A_ROUND = 8;
    private static final float STILL = 1f;

    @Override
    public String floatInstructions() {
        return "Math.fma";
    }

    @Override
    public String byteInstructions() {
        return "";
    }

    /** Eight sums, so that no addition waits for the one before. */
    @Override
    public long multiplyFloats(final int rounds) {
        float a = 1;
        float b = 2;
        float c = 3;
        float d = 4;
        float e = 5;
        float f = 6;
        float g = 7;
        float h = 8;
        for (int i = 0; i < rounds; i++) {
            a = Math.fma(a, STILL, a);
            b = Math.fma(b, STILL, b);
            c = Math.fma(c, STILL, c);
            d = Math.fma(d, STILL, d);
            e = Math.fma(e, STILL, e);
            f = Math.fma(f, STILL, f);
            g = Math.fma(g, STILL, g);
            h = Math.fma(h, STILL, h);
        }
        return LimitLoops.kept(a + b + c + d + e + f + g + h, 2L * FLOATS_A_ROUND * rounds);
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
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (long at = 0; at < memory.byteSize(); at += 32) {
            a += memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
            b += memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 8);
            c += memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 16);
            d += memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 24);
        }
        LimitLoops.kept((double) (a + b + c + d), 0);
    }
}
