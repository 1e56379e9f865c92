package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.RCX;
import static io.vesalius.x86.asm.Gpr.RDI;
import static io.vesalius.x86.asm.Gpr.RSP;
import static io.vesalius.x86.asm.Op.VCVTPH2PS;
import static io.vesalius.x86.asm.Op.VFMADD231PS;
import static io.vesalius.x86.asm.Op.VMOVUPS;
import static io.vesalius.x86.asm.Op.VPMOVZXWD;
import static io.vesalius.x86.asm.Shift.VPSLLD;

import io.vesalius.tensor.DType;
import io.vesalius.x86.Lanes.All;
import io.vesalius.x86.Lanes.Each;
import io.vesalius.x86.Lanes.V;
import io.vesalius.x86.asm.Assembler;
import io.vesalius.x86.asm.Condition;
import io.vesalius.x86.asm.Label;

/**
 * The product of tiles of sixteen rows of F32, F16 or BF16 with a panel of f32 rows: (first tile,
 * first row, bytes from a row to the next, columns | outputs << 32, y, bytes from y's row to the
 * next). One accumulator an output, in order of the columns.
 */
final class FloatProductCode {
    private static final int UNROLLED = 4;
    private static final int LINE = 64;

    private final Lanes l;
    private final Assembler a;
    private final DType type;
    private final int rows;
    private final PanelRows x;
    private final V w;

    FloatProductCode(final Lanes lanes, final Assembler a, final DType type, final int rows) {
        l = lanes;
        this.a = a;
        this.type = type;
        this.rows = rows;
        x = new PanelRows(a, rows);
        w = new V(rows);
    }

    /** Rows of the widest panel. */
    static int mostRows(final Isa isa) {
        return isa.wide() ? 16 : 4;
    }

    static TileLayout layout(final DType type) {
        final TileLayout.Kind kind =
                type == DType.F32 ? TileLayout.Kind.WORD : TileLayout.Kind.HALF;
        return new TileLayout(type, new TileLayout.Field(0, kind, 1));
    }

    void emit() {
        final int stackBytes = LINE * rows + TileLoop.BYTES;
        a.sub(RSP, stackBytes);
        new TileLoop(a, LINE * rows).emit(this::tile);
        a.add(RSP, stackBytes);
    }

    private void tile() {
        x.place();
        for (int row = 0; row < rows; row++) {
            l.zero(new V(row));
        }
        final Label rest = new Label();
        final Label done = new Label();
        a.sub(RCX, UNROLLED);
        a.jump(Condition.LESS, rest);
        columns(UNROLLED);
        a.place(rest);
        a.add(RCX, UNROLLED);
        a.jump(Condition.EQUAL, done);
        a.sub(RCX, 1);
        columns(1);
        a.place(done);
        for (int row = 0; row < rows; row++) {
            l.store(RSP.at(LINE * row), new V(row));
        }
        new OutputCode(l, a).store(rows);
    }

    /** Goes on while rcx, less by `count` each time, isn't negative. */
    private void columns(final int count) {
        final Label loop = a.here();
        for (int column = 0; column < count; column++) {
            weights(column);
            for (int row = 0; row < rows; row++) {
                l.op(VFMADD231PS, new V(row), w, new All(x.at(row, 4 * column)));
            }
        }
        a.add(RDI, count * layout(type).bytes());
        x.advance(4 * count);
        a.sub(RCX, count);
        a.jump(Condition.GREATER_OR_EQUAL, loop);
    }

    private void weights(final int column) {
        final Each from = new Each(RDI.at(column * layout(type).bytes()));
        switch (type) {
            case F32 -> l.op(VMOVUPS, w, from);
            case F16 -> l.op(VCVTPH2PS, w, from);
            default -> {
                l.op(VPMOVZXWD, w, from);
                l.shift(VPSLLD, w, w, 16);
            }
        }
    }
}
