package io.vesalius.x86.asm;

import io.vesalius.x86.asm.Encoder.Fields;
import io.vesalius.x86.asm.Encoder.Form;
import io.vesalius.x86.asm.Encoder.Opcode;

/**
 * Emits AMX's instructions, the destination first (Intel's manual, volume 2; volume 1, chapter 18).
 * Memory of a register's rows is `base + index`, the index being the bytes from a row to the next.
 */
public final class Amx {
    private static final int NO_IMMEDIATE = -1;
    private static final int NO_PREFIX = 0;
    private static final int F3 = 2;
    private static final int F2 = 3;

    private final Encoder encoder;

    Amx(final Encoder encoder) {
        this.encoder = encoder;
    }

    /** Shapes of all registers, from 64 bytes: {@link #configuration}. */
    public void ldtilecfg(final Address from) {
        emit(NO_PREFIX, 0x49, 0, 0, from);
    }

    /** Ends the use of the registers: they needn't be kept for this thread any more. */
    public void tilerelease() {
        emit(NO_PREFIX, 0x49, 0, 0, Vec.xmm(0));
    }

    public void tilezero(final Tmm d) {
        emit(F2, 0x49, d.ordinal(), 0, Vec.xmm(0));
    }

    public void tileloadd(final Tmm d, final Address rows) {
        emit(F2, 0x4b, d.ordinal(), 0, withIndex(rows));
    }

    public void tilestored(final Address rows, final Tmm from) {
        emit(F3, 0x4b, from.ordinal(), 0, withIndex(rows));
    }

    /**
     * `d[m][n] += a[m][4 k + i] * b[k][4 n + i]` over all k and i from 0 to 3: signed bytes to 32
     * bits.
     */
    public void tdpbssd(final Tmm d, final Tmm a, final Tmm b) {
        emit(F2, 0x5e, d.ordinal(), b.ordinal(), a.vec());
    }

    /** The same with unsigned bytes in b. */
    public void tdpbsud(final Tmm d, final Tmm a, final Tmm b) {
        emit(F3, 0x5e, d.ordinal(), b.ordinal(), a.vec());
    }

    private static Address withIndex(final Address rows) {
        if (rows.index() == null || rows.scale() != 1) {
            throw new IllegalArgumentException("rows need their distance as index: " + rows);
        }
        return rows;
    }

    private void emit(
            final int prefix, final int code, final int reg, final int vvvv, final Operand rm) {
        final Opcode opcode = new Opcode(2, prefix, 0, code, Tuple.FULL);
        final Fields fields = new Fields(reg, vvvv, 16, 0, false);
        encoder.vector(opcode, Form.VEX, fields, rm, NO_IMMEDIATE);
    }

    /**
     * What {@link #ldtilecfg} reads, as 16 words.
     *
     * @param rows of each register, from {@link Tmm#TMM0} on; at most 16
     * @param bytes of a row of each; at most 64
     */
    public static int[] configuration(final int[] rows, final int[] bytes) {
        final int[] words = new int[16];
        words[0] = 1;
        for (int i = 0; i < rows.length; i++) {
            words[4 + i / 2] |= bytes[i] << 16 * (i % 2);
            words[12 + i / 4] |= rows[i] << 8 * (i % 4);
        }
        return words;
    }
}
