package io.vesalius.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Loops that do one thing as fast as the processor can, on registers, with nothing else to wait
 * for: what {@link Peaks} times. They compute nothing anybody needs. Any number of workers run them
 * at once.
 */
public interface LimitLoops {
    /** The instructions, for people: `vfmadd231ps`. */
    String floatInstructions();

    /** The instructions that multiply bytes and sum in 32 bits; empty where there are none. */
    String byteInstructions();

    /**
     * Multiplies and adds f32.
     *
     * @return how many operations that were: a multiplication and an addition are two
     */
    long multiplyFloats(int rounds);

    /** The same of bytes, summed in 32 bits; 0 where there are no such instructions. */
    long multiplyBytes(int rounds);

    /**
     * The same of bytes of which one is so small, as weights of six bits or fewer are, that some
     * products may be summed in 16 bits first; 0 where there are no such instructions.
     */
    long multiplyNarrow(int rounds);

    /**
     * Reads memory from its start to its end and keeps none of it.
     *
     * @param memory a multiple of {@link #READ_BYTES} bytes, off the heap
     */
    void read(MemorySegment memory);

    /** What a turn of {@link #read}'s loop reads. */
    int READ_BYTES = 1024;

    /**
     * The answer, after a result was used in a way that Java's compiler can't see through: without
     * that it would leave the loop out.
     */
    static long kept(final double result, final long answer) {
        if (result == Math.PI) {
            throw new IllegalStateException("no sum of these is pi");
        }
        return answer;
    }
}
