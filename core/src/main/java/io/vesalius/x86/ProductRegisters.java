package io.vesalius.x86;

import io.vesalius.x86.Lanes.Each;
import io.vesalius.x86.Lanes.Source;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Gpr;

/**
 * Which register holds what in a product: accumulators first, the rest at the end. AVX2's sixteen
 * registers leave room for four accumulators.
 */
final class ProductRegisters {
    private static final int FIRST_CONSTANT = 27;
    private static final int CONSTANTS = 5;

    /** Bytes of the stack for a type's own numbers. */
    static final int TYPES_STACK = 16 * 64;

    /** Where in a type's block the period starts, in a unit of the type's choice. */
    static final Gpr CURSOR = Gpr.RBP;

    private final Lanes lanes;
    private final int stackAt;
    private int constants;

    /**
     * @param stackAt where on the stack a type's own numbers start
     */
    ProductRegisters(final Lanes lanes, final int stackAt) {
        this.lanes = lanes;
        this.stackAt = stackAt;
    }

    Lanes lanes() {
        return lanes;
    }

    /** Accumulators that there are. */
    static int accumulators(final Isa isa) {
        return isa.wide() ? 24 : 4;
    }

    V accumulator(final int index) {
        return new V(index);
    }

    /** Weights during sums, scales after them. */
    V weights() {
        return new V(lanes.wide() ? 24 : 4);
    }

    V scratch() {
        return new V(lanes.wide() ? 25 : 5);
    }

    V scratch2() {
        return new V(lanes.wide() ? 26 : 6);
    }

    /** A byte of the packed block. */
    Address tile(final int offset) {
        return Address.at(Gpr.RDI, offset);
    }

    /** Sixteen elements of the packed block, from `offset` and `scale` times the cursor. */
    Each each(final int offset, final int scale) {
        return new Each(Address.at(Gpr.RDI, CURSOR, scale, offset));
    }

    /** Sixteen elements of a type's own on the stack. */
    Address stack(final int offset) {
        return Address.at(Gpr.RSP, stackAt + offset);
    }

    /** The same, `scale` times the cursor further. */
    Each stack(final int offset, final int scale) {
        return new Each(Address.at(Gpr.RSP, CURSOR, scale, stackAt + offset));
    }

    Each each(final int offset) {
        return new Each(tile(offset));
    }

    /** A constant of four bytes, in a register with AVX-512. */
    Source constant(final int value) {
        if (!lanes.wide()) {
            return lanes.constants(value);
        }
        final V register = nextConstant();
        lanes.broadcast(register, lanes.constant(value).address());
        return register;
    }

    /**
     * A table of sixteen signed bytes for {@link Lanes#look}, plus 128 with AVX-512 as {@link
     * WeightCode#signed} wants it.
     */
    Source table(final byte[] values) {
        final int flip = lanes.wide() ? 0x80 : 0;
        final int[] words = new int[4];
        for (int i = 0; i < values.length; i++) {
            words[i / 4] |= ((values[i] ^ flip) & 255) << 8 * (i % 4);
        }
        final Each memory = lanes.constants(words);
        if (!lanes.wide()) {
            return memory;
        }
        final V register = nextConstant();
        lanes.load(register, memory.address());
        return register;
    }

    private V nextConstant() {
        if (constants == CONSTANTS) {
            throw new IllegalStateException("no registers left for constants");
        }
        return new V(FIRST_CONSTANT + constants++);
    }
}
