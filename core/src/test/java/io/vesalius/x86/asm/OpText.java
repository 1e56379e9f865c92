package io.vesalius.x86.asm;

import java.util.Locale;
import java.util.Set;

/** How objdump writes an instruction that {@link Simd#op} emits. */
record OpText(Op op, boolean evex, int bytes) {
    private static final Set<Op> TWO_OPERANDS =
            Set.of(
                    Op.VMOVUPS,
                    Op.VMOVDQU,
                    Op.VBROADCASTSS,
                    Op.VPBROADCASTD,
                    Op.VSQRTPS,
                    Op.VCVTDQ2PS,
                    Op.VCVTTPS2DQ,
                    Op.VCVTPH2PS,
                    Op.VPMOVZXBD,
                    Op.VPMOVSXBD,
                    Op.VPMOVZXWD,
                    Op.VPABSB);

    /** Whether it has no second source. */
    static boolean isUnary(final Op op) {
        return TWO_OPERANDS.contains(op);
    }

    static boolean hasImmediate(final Op op) {
        return switch (op) {
            case VSHUFPS, VPERM2F128, VINSERTF128, VSHUFF32X4, VPTERNLOGD, VCMPPS, VPBLENDW -> true;
            default -> false;
        };
    }

    /** Whether one element of 4 bytes can be broadcast from memory. */
    static boolean canBroadcast(final Op op) {
        return switch (op) {
            case VMOVUPS, VMOVDQU, VPABSB, VPADDB, VPSUBB, VPADDW, VPMADDWD, VPMADDUBSW, VPSHUFB ->
                    false;
            case VPACKUSWB, VPMULLW -> false;
            default -> op.form() != Encoder.Form.VEX && op.opcode().tuple() == Tuple.FULL;
        };
    }

    private String mnemonic() {
        final String name = op.name().toLowerCase(Locale.ROOT);
        return switch (op) {
            case VPAND, VPANDN, VPOR, VPXOR -> evex ? name + "d" : name;
            case VMOVDQU -> evex ? "vmovdqu32" : name;
            case VCMPPS -> "vcmpltps";
            default -> name;
        };
    }

    private int sourceBytes() {
        return switch (op) {
            case VINSERTF128 -> 16;
            default -> op.opcode().tuple().bytes(bytes, false);
        };
    }

    static String register(final Vec v, final int bytes) {
        final String kind = bytes == 64 ? "zmm" : bytes == 32 ? "ymm" : "xmm";
        return kind + v.index();
    }

    private String source(final Operand rm, final String address) {
        return switch (rm) {
            case Vec v -> register(v, Math.max(16, sourceBytes()));
            case Address a when a.broadcast() -> "DWORD BCST " + address;
            case Address a -> size(sourceBytes()) + " PTR " + address;
        };
    }

    private static String size(final int bytes) {
        return switch (bytes) {
            case 4 -> "DWORD";
            case 8 -> "QWORD";
            case 16 -> "XMMWORD";
            case 32 -> "YMMWORD";
            default -> "ZMMWORD";
        };
    }

    /** The line; `address` is the text of a memory operand. */
    String line(final Vec d, final Vec a, final Operand rm, final String address) {
        final String masks =
                d.mask() == 0 ? "" : "{k" + d.mask() + "}" + (d.zeroing() ? "{z}" : "");
        final String first = isUnary(op) ? "" : "," + register(a, bytes);
        final String immediate = hasImmediate(op) && op != Op.VCMPPS ? ",0x1" : "";
        return mnemonic()
                + " "
                + register(d, bytes)
                + masks
                + first
                + ","
                + source(rm, address)
                + immediate;
    }
}
