package io.vesalius.x86.asm;

import org.jspecify.annotations.Nullable;

/**
 * Memory: `base + index * scale + displacement`, or a label's place.
 *
 * @param base a register; null for a label
 * @param index a register, or null
 * @param scale 1, 2, 4 or 8
 * @param displacement bytes
 * @param label where constants lie, or null
 * @param broadcast whether one element of 4 bytes is repeated over all lanes (AVX-512)
 */
public record Address(
        @Nullable Gpr base,
        @Nullable Gpr index,
        int scale,
        int displacement,
        @Nullable Label label,
        boolean broadcast)
        implements Operand {
    public static Address at(final Gpr base, final int displacement) {
        return new Address(base, null, 1, displacement, null, false);
    }

    public static Address at(
            final Gpr base, final Gpr index, final int scale, final int displacement) {
        if (index == Gpr.RSP) {
            throw new IllegalArgumentException("rsp is no index");
        }
        return scaled(base, index, scale, displacement);
    }

    /** For vectors of indices too, of which the fourth is one. */
    static Address scaled(
            final Gpr base, final Gpr index, final int scale, final int displacement) {
        if (Integer.bitCount(scale) != 1 || scale > 8) {
            throw new IllegalArgumentException("no index: " + index + " * " + scale);
        }
        return new Address(base, index, scale, displacement, null, false);
    }

    public static Address at(final Label label) {
        return new Address(null, null, 1, 0, label, false);
    }

    /** Some bytes further. */
    public Address plus(final int bytes) {
        final int sum = Math.addExact(displacement, bytes);
        return new Address(base, index, scale, sum, label, broadcast);
    }

    /** One element of 4 bytes for all lanes. */
    public Address toAll() {
        return new Address(base, index, scale, displacement, label, true);
    }

    /** The same memory, all of it. */
    public Address whole() {
        return new Address(base, index, scale, displacement, label, false);
    }
}
