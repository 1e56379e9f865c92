package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.R10;
import static io.vesalius.x86.asm.Gpr.R11;
import static io.vesalius.x86.asm.Gpr.R12;
import static io.vesalius.x86.asm.Gpr.R13;
import static io.vesalius.x86.asm.Gpr.R8;
import static io.vesalius.x86.asm.Gpr.R9;
import static io.vesalius.x86.asm.Gpr.RAX;
import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RDX;
import static io.vesalius.x86.asm.Gpr.RSI;
import static io.vesalius.x86.asm.Op.VINSERTF128;
import static io.vesalius.x86.asm.Op.VMOVUPS;
import static io.vesalius.x86.asm.Op.VSHUFPS;
import static io.vesalius.x86.asm.Op.VUNPCKHPS;
import static io.vesalius.x86.asm.Op.VUNPCKLPS;

import io.vesalius.kernel.Matrix;
import io.vesalius.x86.TileLayout.Field;
import io.vesalius.x86.TileLayout.Kind;
import io.vesalius.x86.asm.Address;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Gpr;
import io.vesalius.x86.asm.Label;
import io.vesalius.x86.asm.Vec;

import java.util.List;

/**
 * {@link TileLayout#pack} of sixteen rows: (the rows as the file has them, bytes of a row, the
 * tile, blocks of a row). Words are turned four at a time, in vectors of eight rows; what is left
 * goes by a general register. A JVM that has just started would take seconds for a large model, and
 * compiled the same loops still wait for single stores.
 */
final class PackCode {
    private static final int WORDS = 4;
    private static final int EIGHT_ROWS = 8;
    private static final int BYTES_OF_EIGHT = 32;

    /** The first two lanes of each, and the last two. */
    private static final int FIRST_TWO = 0x44;

    private static final int LAST_TWO = 0xee;

    /** Where rows 0, 4, 8 and 12 are. */
    private static final List<Gpr> EVERY_FOURTH = List.of(RDI, R8, R9, R10);

    private static final Gpr THREE_ROWS = R11;

    private final Assembler a;
    private final TileLayout layout;

    PackCode(final Assembler a, final TileLayout layout) {
        this.a = a;
        this.layout = layout;
    }

    void emit() {
        for (int i = 1; i < EVERY_FOURTH.size(); i++) {
            a.lea(EVERY_FOURTH.get(i), Address.at(EVERY_FOURTH.get(i - 1), RSI, 4, 0));
        }
        a.lea(THREE_ROWS, Address.at(RSI, RSI, 2, 0));
        final Label blocks = a.here();
        int to = 0;
        for (final Field field : layout.fields()) {
            for (int i = 0; i < turned(field); i += WORDS) {
                turn(field.from() + i * WORDS, to + i * field.step(), field.step());
            }
            to += field.bytes();
        }
        moveRest();
        EVERY_FOURTH.forEach(rows -> a.add(rows, layout.type().blockBytes()));
        a.add(RDX, layout.bytes());
        a.dec(RCX);
        a.jump(Condition.NOT_EQUAL, blocks);
    }

    /** How many of a field's numbers go by vectors. */
    private static int turned(final Field field) {
        return field.kind() == Kind.WORD ? field.count() / WORDS * WORDS : 0;
    }

    /** Four words of each row. */
    private void turn(final int from, final int to, final int step) {
        for (int row = 0; row < Matrix.TILE_ROWS; row += EIGHT_ROWS) {
            for (int i = 0; i < WORDS; i++) {
                a.simd().op(VMOVUPS, Vec.xmm(i), at(row + i, from));
                final Address above = at(row + i + WORDS, from);
                a.simd().op(VINSERTF128, Vec.ymm(i), Vec.ymm(i), above, 1);
            }
            for (int i = 0; i < WORDS; i += 2) {
                a.simd().op(VUNPCKLPS, Vec.ymm(4 + i), Vec.ymm(i), Vec.ymm(i + 1));
                a.simd().op(VUNPCKHPS, Vec.ymm(5 + i), Vec.ymm(i), Vec.ymm(i + 1));
            }
            for (int i = 0; i < WORDS; i++) {
                final int pair = 4 + i / 2;
                final int lanes = i % 2 == 0 ? FIRST_TWO : LAST_TWO;
                a.simd().op(VSHUFPS, Vec.ymm(i), Vec.ymm(pair), Vec.ymm(pair + 2), lanes);
                final int place = to + i * step + row / EIGHT_ROWS * BYTES_OF_EIGHT;
                a.simd().vmovups(RDX.at(place), Vec.ymm(i));
            }
        }
    }

    /** A row's bytes. */
    private static Address at(final int row, final int from) {
        final Gpr base = EVERY_FOURTH.get(row / 4);
        return switch (row % 4) {
            case 0 -> base.at(from);
            case 1 -> Address.at(base, RSI, 1, from);
            case 2 -> Address.at(base, RSI, 2, from);
            default -> Address.at(base, THREE_ROWS, 1, from);
        };
    }

    /** Row by row. */
    private void moveRest() {
        a.mov(R12, RDI);
        a.clear(R13);
        final Label rows = a.here();
        int to = 0;
        for (final Field field : layout.fields()) {
            for (int i = turned(field); i < field.count(); i++) {
                move(field, i, to + i * field.step());
            }
            to += field.bytes();
        }
        a.add(R12, RSI);
        a.add(R13, 1);
        a.cmp(R13, Matrix.TILE_ROWS);
        a.jump(Condition.BELOW, rows);
    }

    private void move(final Field field, final int number, final int to) {
        final int bytes = field.kind().bytes();
        final Address source = R12.at(field.from() + number * bytes);
        final Address target = Address.at(RDX, R13, bytes, to);
        switch (field.kind()) {
            case BYTE -> {
                a.movzx8(RAX, source);
                a.mov8(target, RAX);
            }
            case HALF -> {
                a.movzx16(RAX, source);
                a.mov16(target, RAX);
            }
            case WORD -> {
                a.mov32(RAX, source);
                a.mov32(target, RAX);
            }
            case BITS -> throw new IllegalArgumentException("bits change more than their place");
        }
    }
}
