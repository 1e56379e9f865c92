package io.vesalius.x86.asm;

import io.vesalius.x86.asm.Encoder.Form;
import io.vesalius.x86.asm.Encoder.Opcode;

/**
 * Vector instructions as the processor's manual names them; {@link Simd} emits them. Lanes are of
 * 32 bits where the name doesn't say otherwise. Most exist for AVX2 and for AVX-512; those that
 * exist in one form only are marked VEX or EVEX.
 */
public enum Op {
    // Two operands: destination, source.
    VMOVUPS(1, 0, 0, 0x10, Tuple.FULL, Form.EITHER),
    VMOVDQU(1, 2, 0, 0x6f, Tuple.FULL, Form.EITHER),
    /** A register's lowest lane, or memory, to all lanes. */
    VBROADCASTSS(2, 1, 0, 0x18, Tuple.ONE, Form.EITHER),
    VPBROADCASTD(2, 1, 0, 0x58, Tuple.ONE, Form.EITHER),
    VSQRTPS(1, 0, 0, 0x51, Tuple.FULL, Form.EITHER),
    VCVTDQ2PS(1, 0, 0, 0x5b, Tuple.FULL, Form.EITHER),
    VCVTTPS2DQ(1, 2, 0, 0x5b, Tuple.FULL, Form.EITHER),
    /** From half as many bytes of F16. */
    VCVTPH2PS(2, 1, 0, 0x13, Tuple.HALF, Form.EITHER),
    VPMOVZXBD(2, 1, 0, 0x31, Tuple.QUARTER, Form.EITHER),
    VPMOVSXBD(2, 1, 0, 0x21, Tuple.QUARTER, Form.EITHER),
    VPMOVZXWD(2, 1, 0, 0x33, Tuple.HALF, Form.EITHER),
    VPABSB(2, 1, 0, 0x1c, Tuple.FULL, Form.EITHER),

    // Three operands: destination, a, b.
    VADDPS(1, 0, 0, 0x58, Tuple.FULL, Form.EITHER),
    VSUBPS(1, 0, 0, 0x5c, Tuple.FULL, Form.EITHER),
    VMULPS(1, 0, 0, 0x59, Tuple.FULL, Form.EITHER),
    VDIVPS(1, 0, 0, 0x5e, Tuple.FULL, Form.EITHER),
    /** a < b ? a : b, so b where one is NaN or both are zeros. */
    VMINPS(1, 0, 0, 0x5d, Tuple.FULL, Form.EITHER),
    /** a > b ? a : b, so b where one is NaN or both are zeros. */
    VMAXPS(1, 0, 0, 0x5f, Tuple.FULL, Form.EITHER),
    /** d = d * b + a. */
    VFMADD132PS(2, 1, 0, 0x98, Tuple.FULL, Form.EITHER),
    /** d = a * d + b. */
    VFMADD213PS(2, 1, 0, 0xa8, Tuple.FULL, Form.EITHER),
    /** d = a * b + d. */
    VFMADD231PS(2, 1, 0, 0xb8, Tuple.FULL, Form.EITHER),
    /** d = -(a * d) + b. */
    VFNMADD213PS(2, 1, 0, 0xac, Tuple.FULL, Form.EITHER),
    /** d = -(a * b) + d. */
    VFNMADD231PS(2, 1, 0, 0xbc, Tuple.FULL, Form.EITHER),
    VPADDD(1, 1, 0, 0xfe, Tuple.FULL, Form.EITHER),
    VPSUBD(1, 1, 0, 0xfa, Tuple.FULL, Form.EITHER),
    VPMULLD(2, 1, 0, 0x40, Tuple.FULL, Form.EITHER),
    VPMAXUD(2, 1, 0, 0x3f, Tuple.FULL, Form.EITHER),
    VPMINUD(2, 1, 0, 0x3b, Tuple.FULL, Form.EITHER),
    VPADDB(1, 1, 0, 0xfc, Tuple.FULL, Form.EITHER),
    VPSUBB(1, 1, 0, 0xf8, Tuple.FULL, Form.EITHER),
    VPADDW(1, 1, 0, 0xfd, Tuple.FULL, Form.EITHER),
    /** The low halves of products of 16 bits. */
    VPMULLW(1, 1, 0, 0xd5, Tuple.FULL, Form.EITHER),
    VPMADDWD(1, 1, 0, 0xf5, Tuple.FULL, Form.EITHER),
    /** Bytes of a unsigned, of b signed. */
    VPMADDUBSW(2, 1, 0, 0x04, Tuple.FULL, Form.EITHER),
    /** d + four products of bytes, of a unsigned, of b signed. */
    VPDPBUSD(2, 1, 0, 0x50, Tuple.FULL, Form.EVEX),
    /** a with the signs of b, 0 where b is. */
    VPSIGNB(2, 1, 0, 0x08, Tuple.FULL, Form.VEX),
    VPAND(1, 1, 0, 0xdb, Tuple.FULL, Form.EITHER),
    /** Not a, and b. */
    VPANDN(1, 1, 0, 0xdf, Tuple.FULL, Form.EITHER),
    VPOR(1, 1, 0, 0xeb, Tuple.FULL, Form.EITHER),
    VPXOR(1, 1, 0, 0xef, Tuple.FULL, Form.EITHER),
    /** Byte i becomes byte b[i] of the same 16 bytes of a. */
    VPSHUFB(2, 1, 0, 0x00, Tuple.FULL, Form.EITHER),
    /** Lane i becomes lane a[i] of b. */
    VPERMD(2, 1, 0, 0x36, Tuple.FULL, Form.EITHER),
    VPACKSSDW(1, 1, 0, 0x6b, Tuple.FULL, Form.EITHER),
    VPACKUSWB(1, 1, 0, 0x67, Tuple.FULL, Form.EITHER),
    VUNPCKLPS(1, 0, 0, 0x14, Tuple.FULL, Form.EITHER),
    VUNPCKHPS(1, 0, 0, 0x15, Tuple.FULL, Form.EITHER),
    /** Each lane of a by its count in b. */
    VPSRLVD(2, 1, 0, 0x45, Tuple.FULL, Form.EITHER),
    VPSLLVD(2, 1, 0, 0x47, Tuple.FULL, Form.EITHER),
    /** Turned to the left. */
    VPROLVD(2, 1, 0, 0x15, Tuple.FULL, Form.EVEX),
    /** a times 2 to the power of b, rounded down, in one rounding. */
    VSCALEFPS(2, 1, 0, 0x2c, Tuple.FULL, Form.EVEX),
    VPCMPEQD(1, 1, 0, 0x76, Tuple.FULL, Form.VEX),
    /** Signed. */
    VPCMPGTD(1, 1, 0, 0x66, Tuple.FULL, Form.VEX),

    // Three operands and an immediate byte.
    VSHUFPS(1, 0, 0, 0xc6, Tuple.FULL, Form.EITHER),
    /** 16 bits of b where the immediate, repeated for each eight, has ones; else of a. */
    VPBLENDW(3, 1, 0, 0x0e, Tuple.FULL, Form.VEX),
    /** The halves of two ymm. */
    VPERM2F128(3, 1, 0, 0x06, Tuple.FULL, Form.VEX),
    /** A ymm with one half replaced. */
    VINSERTF128(3, 1, 0, 0x18, Tuple.FULL, Form.VEX),
    /** Pieces of 128 bits of two zmm. */
    VSHUFF32X4(3, 1, 0, 0x23, Tuple.FULL, Form.EVEX),
    /** Any function of three bits; d is bit 2 of the index into the immediate, a 1, b 0. */
    VPTERNLOGD(3, 1, 0, 0x25, Tuple.FULL, Form.EVEX),
    /** Lanes of ones where the comparison holds. */
    VCMPPS(1, 0, 0, 0xc2, Tuple.FULL, Form.VEX);

    private final Opcode opcode;
    private final Form form;

    Op(
            final int map,
            final int prefix,
            final int wide,
            final int code,
            final Tuple tuple,
            final Form form) {
        opcode = new Opcode(map, prefix, wide, code, tuple);
        this.form = form;
    }

    /** Bytes of the last operand, when the destination has `bytes`. */
    public int sourceBytes(final int bytes) {
        return opcode.tuple().bytes(bytes, false);
    }

    Opcode opcode() {
        return opcode;
    }

    Form form() {
        return form;
    }
}
