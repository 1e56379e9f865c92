package io.vesalius.x86.asm;

import java.util.Objects;

/**
 * Prefixes, opcodes and operands as bytes (Intel's manual, volume 2A, 2.1 to 2.7). A vector
 * instruction takes the VEX form where it can, the EVEX form where it must: registers from 16 on,
 * 512 bits, masks and broadcasts.
 */
final class Encoder {
    private static final int SIB = 4;
    private static final int RIP = 5;

    /**
     * A vector instruction's opcode.
     *
     * @param map 1 for 0F, 2 for 0F 38, 3 for 0F 3A
     * @param prefix 0 for none, 1 for 66, 2 for F3, 3 for F2
     * @param wide the W bit
     * @param code the byte itself
     * @param tuple the unit of the EVEX form's displacements
     */
    record Opcode(int map, int prefix, int wide, int code, Tuple tuple) {}

    /** Whether a form may be chosen, for opcodes that have only one or mean two things. */
    enum Form {
        EITHER,
        VEX,
        EVEX
    }

    /** What a vector instruction names beside its opcode: registers by number. */
    record Fields(int reg, int vvvv, int bytes, int mask, boolean zeroing) {}

    private final CodeBuffer out;

    Encoder(final CodeBuffer out) {
        this.out = out;
    }

    static Fields fields(final Vec reg, final int vvvv) {
        return new Fields(reg.index(), vvvv, reg.bytes(), reg.mask(), reg.zeroing());
    }

    /** A vector instruction of which one form is asked for; an immediate below 0 is none. */
    void vector(
            final Opcode op,
            final Form form,
            final Fields f,
            final Operand rm,
            final int immediate) {
        final boolean evex = form == Form.EVEX || needsEvex(f, rm);
        if (evex && form == Form.VEX) {
            throw new IllegalArgumentException("no EVEX form of " + op + " with " + f + rm);
        }
        if (evex) {
            evex(op, f, rm);
        } else {
            vex(op, f, rm);
        }
        out.put(op.code());
        final int trailing = immediate < 0 ? 0 : 1;
        switch (rm) {
            case Vec v -> registers(f.reg(), v.index());
            case Address a -> {
                final int unit = evex ? op.tuple().bytes(f.bytes(), a.broadcast()) : 1;
                memory(f.reg(), a, unit, trailing);
            }
        }
        if (trailing == 1) {
            out.put(immediate);
        }
    }

    /** A gather: memory at `base + 4 * index`, the index being a vector. */
    void gather(final Opcode op, final Form form, final Fields f, final Gpr base, final Vec index) {
        final Address place = Address.scaled(base, Gpr.values()[index.index() % 16], 4, 0);
        if (form == Form.VEX) {
            vex(op, f, place);
        } else {
            // The index's highest bit stands where the third operand's does.
            final int high = index.index() & 16;
            evex(op, new Fields(f.reg(), high, f.bytes(), f.mask(), false), place);
        }
        out.put(op.code());
        memory(f.reg(), place, 4, 0);
    }

    private static boolean needsEvex(final Fields f, final Operand rm) {
        final boolean operand =
                switch (rm) {
                    case Vec v -> v.needsEvex();
                    case Address a -> a.broadcast();
                };
        return operand || f.reg() > 15 || f.vvvv() > 15 || f.bytes() == 64 || f.mask() != 0;
    }

    private void vex(final Opcode op, final Fields f, final Operand rm) {
        final int r = f.reg() >> 3 & 1;
        final int length = f.bytes() == 32 ? 1 : 0;
        out.put(0xc4);
        out.put(inverted(r, indexBit(rm, 3), baseBit(rm)) << 5 | op.map());
        out.put(op.wide() << 7 | (~f.vvvv() & 15) << 3 | length << 2 | op.prefix());
    }

    private void evex(final Opcode op, final Fields f, final Operand rm) {
        final int r = f.reg() >> 3 & 1;
        final int high = ~f.reg() >> 4 & 1;
        final int length = f.bytes() / 32;
        final boolean broadcast = rm instanceof Address a && a.broadcast();
        out.put(0x62);
        out.put(inverted(r, indexBit(rm, 4), baseBit(rm)) << 5 | high << 4 | op.map());
        out.put(op.wide() << 7 | (~f.vvvv() & 15) << 3 | 1 << 2 | op.prefix());
        out.put(
                (f.zeroing() ? 0x80 : 0)
                        | length << 5
                        | (broadcast ? 0x10 : 0)
                        | (~f.vvvv() >> 4 & 1) << 3
                        | f.mask());
    }

    private static int inverted(final int r, final int x, final int b) {
        return ~(r << 2 | x << 1 | b) & 7;
    }

    /** The X bit: of a memory operand's index, or bit `registerBit` of a register operand. */
    private static int indexBit(final Operand rm, final int registerBit) {
        return switch (rm) {
            case Vec v -> registerBit == 4 ? v.index() >> 4 & 1 : 0;
            case Address a -> a.index() == null ? 0 : a.index().number() >> 3;
        };
    }

    private static int baseBit(final Operand rm) {
        return switch (rm) {
            case Vec v -> v.index() >> 3 & 1;
            case Address a -> a.base() == null ? 0 : a.base().number() >> 3;
        };
    }

    /** Bytes as they are. */
    void bytes(final int... values) {
        for (final int value : values) {
            out.put(value);
        }
    }

    /**
     * A general instruction of 64 bits with two registers.
     *
     * @param opcode one byte, or two with the first in the high place
     */
    void general(final int opcode, final int reg, final Gpr rm) {
        rex(1, reg >> 3, 0, rm.number() >> 3);
        opcode(opcode);
        registers(reg, rm.number());
    }

    /** A general instruction of 64 bits with a register and memory. */
    void general(final int opcode, final int reg, final Address rm) {
        general(1, opcode, reg, rm);
    }

    /** A general instruction with a register and memory, of 64 bits where `wide` is 1, else 32. */
    void general(final int wide, final int opcode, final int reg, final Address rm) {
        rex(wide, reg >> 3, indexBit(rm, 3), baseBit(rm));
        opcode(opcode);
        memory(reg, rm, 1, 0);
    }

    private void opcode(final int opcode) {
        if (opcode > 255) {
            out.put(opcode >> 8);
        }
        out.put(opcode);
    }

    /** The REX prefix where one is needed: the width bit, the fourth bits of three registers. */
    void rex(final int wide, final int reg, final int x, final int base) {
        final int bits = wide << 3 | reg << 2 | x << 1 | base;
        if (bits != 0) {
            out.put(0x40 | bits);
        }
    }

    private void registers(final int reg, final int rm) {
        out.put(0xc0 | (reg & 7) << 3 | rm & 7);
    }

    /** ModRM, SIB and displacement, in units of `unit` bytes where it fits in one byte. */
    private void memory(final int reg, final Address a, final int unit, final int trailing) {
        final int field = (reg & 7) << 3;
        if (a.label() != null) {
            out.put(field | RIP);
            out.distance(a.label(), a.displacement(), trailing);
            return;
        }
        final Gpr base = Objects.requireNonNull(a.base());
        final boolean noDisplacement = a.displacement() == 0 && (base.number() & 7) != 5;
        final int scaled = a.displacement() / unit;
        final boolean small = scaled == (byte) scaled && a.displacement() % unit == 0;
        final int mode = noDisplacement ? 0 : small ? 0x40 : 0x80;
        if (a.index() != null) {
            out.put(mode | field | SIB);
            sib(Integer.numberOfTrailingZeros(a.scale()), a.index().number(), base.number());
        } else if ((base.number() & 7) == SIB) {
            out.put(mode | field | SIB);
            sib(0, SIB, base.number());
        } else {
            out.put(mode | field | base.number() & 7);
        }
        if (mode == 0x40) {
            out.put(scaled);
        } else if (mode == 0x80) {
            out.put32(a.displacement());
        }
    }

    private void sib(final int scale, final int index, final int base) {
        out.put(scale << 6 | (index & 7) << 3 | base & 7);
    }
}
