package io.vesalius.x86.asm;

/**
 * A vector register: xmm, ymm or zmm 0 to 31, those from 16 on with AVX-512 only.
 *
 * @param index its number
 * @param bytes 16, 32 or 64
 * @param mask the number of the mask register that says which lanes are written; 0 for all
 * @param zeroing whether the lanes that aren't written become zeros
 */
public record Vec(int index, int bytes, int mask, boolean zeroing) implements Operand {
    public Vec {
        if (index < 0 || index > 31) {
            throw new IllegalArgumentException("there is no vector register " + index);
        }
    }

    public static Vec xmm(final int index) {
        return new Vec(index, 16, 0, false);
    }

    public static Vec ymm(final int index) {
        return new Vec(index, 32, 0, false);
    }

    public static Vec zmm(final int index) {
        return new Vec(index, 64, 0, false);
    }

    /** The same register, of which only the mask's lanes are written (or stored). */
    public Vec masked(final Mask by) {
        return new Vec(index, bytes, by.number(), false);
    }

    /** The same, the other lanes becoming zeros. */
    public Vec zeroed(final Mask by) {
        return new Vec(index, bytes, by.number(), true);
    }

    /** Its low 16 bytes. */
    public Vec low128() {
        return xmm(index);
    }

    /** Its low 32 bytes. */
    public Vec low256() {
        return ymm(index);
    }

    boolean needsEvex() {
        return index > 15 || bytes == 64 || mask != 0;
    }
}
