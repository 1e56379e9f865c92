package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.RAX;
import static io.vesalius.x86.asm.Gpr.RDI;

import io.vesalius.kernel.Quantized;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Gpr;

/**
 * What asks early for the weights that {@link ProductCode} reads from rdi on, as they stream from
 * memory: evenly over a period's groups, and for each line once, since asking again isn't free.
 */
final class AheadCode {
    private static final Gpr FROM = RAX;
    private static final int LINE = 64;

    private final Assembler a;
    private final int groups;

    /** How many bytes early; 0 for never. */
    private final int bytes;

    private final int periodBytes;

    /** Groups of a period. */
    private final int slots;

    /** Into the second level of cache, not the first. */
    private final boolean second;

    /**
     * @param rows of the panel
     * @param groups of a block of 32
     */
    AheadCode(
            final Isa isa,
            final Assembler a,
            final WeightCode weights,
            final int rows,
            final int groups) {
        this.a = a;
        this.groups = groups;
        bytes =
                switch (isa) {
                    case AVX2 -> WeightCode.AHEAD;
                    case AVX512 -> weights.ahead(rows);
                    case AMX -> WeightCode.FAR_AHEAD;
                };
        final int blocks = weights.layout().type().blockSize() / Quantized.BLOCK;
        periodBytes = weights.layout().bytes() / blocks * weights.period();
        slots = groups * weights.period();
        second = weights.plain() && isa.wide() || isa == Isa.AMX;
    }

    /** At the beginning of one of the type's own blocks. */
    void begin() {
        if (bytes > 0) {
            a.lea(FROM, RDI.at(bytes));
        }
    }

    /** Between groups. */
    void group(final int block, final int group) {
        if (bytes == 0) {
            return;
        }
        final int lines = Math.ceilDiv(periodBytes, LINE);
        final int slot = groups * block + group;
        final int end = Math.ceilDiv(lines * (slot + 1), slots);
        for (int line = Math.ceilDiv(lines * slot, slots); line < end; line++) {
            final Address from = FROM.at(LINE * line);
            if (second) {
                a.prefetcht1(from);
            } else {
                a.prefetcht0(from);
            }
        }
    }

    void nextPeriod() {
        if (bytes > 0) {
            a.add(FROM, periodBytes);
        }
    }
}
