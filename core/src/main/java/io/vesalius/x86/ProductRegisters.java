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

    private final Lanes lanes;
    private int constants;

    ProductRegisters(final Lanes lanes) {
        this.lanes = lanes;
    }

    Lanes lanes() {
        return lanes;
    }

    /** Accumulators that there are. */
    static int accumulators(final Isa isa) {
        return isa == Isa.AVX512 ? 24 : 4;
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
