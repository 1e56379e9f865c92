package io.vesalius.x86.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.x86.asm.Encoder.Form;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What is emitted is what objdump reads. */
class AssemblerTest {
    private final Assembler a = new Assembler();
    private final Simd s = a.simd();
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<String> expected = new ArrayList<>();

    private void check() throws Exception {
        assertThat(Objdump.disassemble(a.finish())).isEqualTo(expected);
    }

    private void then(final String... lines) {
        expected.addAll(Arrays.asList(lines));
    }

    private <T> T oneOf(final List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static Vec vec(final int index, final int bytes) {
        return new Vec(index, bytes, 0, false);
    }

    /** Memory of any form, as objdump writes it. */
    private record Place(Address address, String text) {}

    private Place place() {
        final Gpr base = oneOf(List.of(Gpr.values()));
        final int displacement =
                oneOf(List.of(0, 1, -1, 4, 8, 16, 32, 64, 128, -64, 127 * 64, 128 * 64, 12345));
        final String name = base.name().toLowerCase(Locale.ROOT);
        if (random.nextBoolean()) {
            return new Place(base.at(displacement), "[" + name + offset(base, displacement) + "]");
        }
        final Gpr index = oneOf(Arrays.stream(Gpr.values()).filter(r -> r != Gpr.RSP).toList());
        final int scale = 1 << random.nextInt(4);
        return new Place(
                Address.at(base, index, scale, displacement),
                "[%s+%s*%d%s]"
                        .formatted(
                                name,
                                index.name().toLowerCase(Locale.ROOT),
                                scale,
                                offset(base, displacement)));
    }

    /** These two bases can't be encoded without a displacement. */
    private static String offset(final Gpr base, final int displacement) {
        if (displacement == 0) {
            return base == Gpr.RBP || base == Gpr.R13 ? "+0x0" : "";
        }
        return displacement > 0
                ? "+0x" + Integer.toHexString(displacement)
                : "-0x" + Integer.toHexString(-displacement);
    }

    static Stream<Op> avx2() {
        return Arrays.stream(Op.values()).filter(op -> op.form() != Form.EVEX);
    }

    static Stream<Op> avx512() {
        return Arrays.stream(Op.values()).filter(op -> op.form() != Form.VEX);
    }

    @ParameterizedTest
    @MethodSource("avx2")
    void every_vector_instruction_of_avx2_is_read_back(final Op op) throws Exception {
        for (int i = 0; i < 60; i++) {
            final Operand last = i % 2 == 0 ? vec(random.nextInt(16), 32) : null;
            emit(op, false, vec(random.nextInt(16), 32), random.nextInt(16), last, false);
        }
        check();
    }

    @ParameterizedTest
    @MethodSource("avx512")
    void every_vector_instruction_of_avx512_is_read_back(final Op op) throws Exception {
        for (int i = 0; i < 120; i++) {
            final Operand last = i % 2 == 0 ? vec(random.nextInt(32), 64) : null;
            final Vec plain = vec(random.nextInt(32), 64);
            final Mask mask = oneOf(List.of(Mask.values()));
            final Vec d =
                    switch (i % 3) {
                        case 0 -> plain.masked(mask);
                        case 1 -> plain.zeroed(mask);
                        default -> plain;
                    };
            emit(op, true, d, random.nextInt(32), last, OpText.canBroadcast(op) && i % 4 == 1);
        }
        check();
    }

    private void emit(
            final Op op,
            final boolean evex,
            final Vec d,
            final int second,
            final Operand register,
            final boolean broadcast) {
        final Place place = place();
        final Address address = broadcast ? place.address().toAll() : place.address();
        final Operand rm = register == null ? address : register;
        final Vec first = vec(second, d.bytes());
        if (OpText.isUnary(op)) {
            s.op(op, d, rm);
        } else if (OpText.hasImmediate(op)) {
            s.op(op, d, first, rm, 1);
        } else {
            s.op(op, d, first, rm);
        }
        then(new OpText(op, evex, d.bytes()).line(d, first, rm, place.text()));
    }

    @Test
    void ymm_registers_from_16_on_take_the_long_form() throws Exception {
        s.op(Op.VADDPS, Vec.ymm(1), Vec.ymm(20), Vec.ymm(31));
        s.op(Op.VPXOR, Vec.xmm(17), Vec.xmm(1), Gpr.RAX.at(32));
        then("vaddps ymm1,ymm20,ymm31", "vpxord xmm17,xmm1,XMMWORD PTR [rax+0x20]");
        check();
    }

    @Test
    void shifts_are_read_back() throws Exception {
        for (final Shift shift : Shift.values()) {
            s.shift(shift, Vec.ymm(3), Vec.ymm(12), 5);
            s.shift(shift, Vec.zmm(30), Vec.zmm(2), 31);
            final String name = shift.name().toLowerCase(Locale.ROOT);
            then(name + " ymm3,ymm12,0x5", name + " zmm30,zmm2,0x1f");
        }
        s.shift(Shift.VPSLLD, Vec.zmm(17), Gpr.R9.at(36).toAll(), 7);
        s.shift(Shift.VPSRLD, Vec.zmm(1), Gpr.R9.at(128), 4);
        then("vpslld zmm17,DWORD BCST [r9+0x24],0x7", "vpsrld zmm1,ZMMWORD PTR [r9+0x80],0x4");
        check();
    }

    @Test
    void stores_and_scalar_moves_are_read_back() throws Exception {
        s.vmovups(Gpr.RDI.at(128), Vec.zmm(19).masked(Mask.K1));
        s.vmovups(Gpr.RDI.at(4), Vec.ymm(9));
        s.vmovss(Vec.zmm(3), Gpr.RSI.at(8));
        s.vmovss(Gpr.RSI.at(512), Vec.zmm(21));
        s.vmovd(Vec.ymm(2), Gpr.R11);
        s.vmovd(Gpr.R11, Vec.zmm(18));
        s.vcvtps2ph(Gpr.RAX.at(32), Vec.zmm(4));
        s.vcvtps2ph(Vec.xmm(1), Vec.ymm(4));
        s.vpmovdb(Gpr.R10.at(16), Vec.zmm(31));
        s.vextractf128(Vec.xmm(5), Vec.ymm(6), 1);
        s.vextractf64x4(Vec.ymm(3), Vec.zmm(20), 1);
        then(
                "vmovups ZMMWORD PTR [rdi+0x80]{k1},zmm19",
                "vmovups YMMWORD PTR [rdi+0x4],ymm9",
                "vmovss xmm3,DWORD PTR [rsi+0x8]",
                "vmovss DWORD PTR [rsi+0x200],xmm21",
                "vmovd xmm2,r11d",
                "vmovd r11d,xmm18",
                "vcvtps2ph YMMWORD PTR [rax+0x20],zmm4,0x0",
                "vcvtps2ph xmm1,ymm4,0x0",
                "vpmovdb XMMWORD PTR [r10+0x10],zmm31",
                "vextractf128 xmm5,ymm6,0x1",
                "vextractf64x4 ymm3,zmm20,0x1");
        check();
    }

    @Test
    void masks_and_choices_are_read_back() throws Exception {
        s.kmovw(Mask.K1, Gpr.R9);
        s.vcmpps(Mask.K2, Vec.zmm(3), Vec.zmm(17), Comparison.LESS);
        s.vcmpps(Mask.K7, Vec.zmm(3), Gpr.RCX.at(4).toAll(), Comparison.UNORDERED);
        s.vcmpps(Mask.K2, Mask.K5, Vec.zmm(9), Vec.zmm(20), Comparison.ORDERED);
        s.kortestw(Mask.K2, Mask.K5);
        s.vpcmpeqd(Mask.K3, Vec.zmm(30), Vec.zmm(1));
        s.vblendmps(Vec.zmm(1), Mask.K3, Vec.zmm(2), Vec.zmm(30));
        s.vblendvps(Vec.ymm(1), Vec.ymm(2), Vec.ymm(3), Vec.ymm(12));
        s.vmaskmovps(Gpr.R8.at(5), Vec.ymm(9), Vec.ymm(10));
        s.vmaskmovps(Vec.ymm(1), Vec.ymm(9), Gpr.R8.at(5));
        s.vmovmskps(Gpr.R10, Vec.ymm(3));
        s.setAll(Mask.K2);
        s.vpgatherdd(Vec.zmm(3), Gpr.R14, Vec.zmm(20), Mask.K2);
        s.vpgatherdd(Vec.zmm(17), Gpr.RBP, Vec.zmm(4), Mask.K2);
        s.vpgatherdd(Vec.ymm(3), Gpr.R13, Vec.ymm(12), Vec.ymm(15));
        s.vzeroupper();
        then(
                "kmovw k1,r9d",
                "vcmplt_oqps k2,zmm3,zmm17",
                "vcmpunordps k7,zmm3,DWORD BCST [rcx+0x4]",
                "vcmpordps k2{k5},zmm9,zmm20",
                "kortestw k2,k5",
                "vpcmpeqd k3,zmm30,zmm1",
                "vblendmps zmm1{k3},zmm2,zmm30",
                "vblendvps ymm1,ymm2,ymm3,ymm12",
                "vmaskmovps YMMWORD PTR [r8+0x5],ymm9,ymm10",
                "vmaskmovps ymm1,ymm9,YMMWORD PTR [r8+0x5]",
                "vmovmskps r10d,ymm3",
                "kxnorw k2,k2,k2",
                "vpgatherdd zmm3{k2},DWORD PTR [r14+zmm20*4]",
                "vpgatherdd zmm17{k2},DWORD PTR [rbp+zmm4*4+0x0]",
                "vpgatherdd ymm3,DWORD PTR [r13+ymm12*4+0x0],ymm15",
                "vzeroupper");
        check();
    }

    @Test
    void general_instructions_are_read_back_with_every_register() throws Exception {
        for (final Gpr to : Gpr.values()) {
            final Gpr from = oneOf(List.of(Gpr.values()));
            final String t = to.name().toLowerCase(Locale.ROOT);
            final String f = from.name().toLowerCase(Locale.ROOT);
            a.mov(to, from);
            a.add(to, from);
            a.sub(to, from);
            a.cmp(to, from);
            a.test(to, from);
            a.imul(to, from);
            a.add(to, 300);
            a.sub(to, -5);
            a.and(to, 15);
            a.cmp(to, 1);
            a.imul(to, from, 48);
            a.shl(to, 4);
            a.shr(to, 3);
            a.clear(to);
            a.neg(to);
            a.dec(to);
            a.push(to);
            a.pop(to);
            then("mov " + t + "," + f, "add " + t + "," + f, "sub " + t + "," + f);
            then("cmp " + t + "," + f, "test " + t + "," + f, "imul " + t + "," + f);
            then("add " + t + ",0x12c", "sub " + t + ",0xfffffffffffffffb", "and " + t + ",0xf");
            then("cmp " + t + ",0x1", "imul " + t + "," + f + ",0x30");
            then("shl " + t + ",0x4", "shr " + t + ",0x3", "xor " + t + "," + t, "neg " + t);
            then("dec " + t, "push " + t, "pop " + t);
        }
        check();
    }

    @Test
    void general_instructions_reach_memory_of_every_form() throws Exception {
        for (int i = 0; i < 200; i++) {
            final Gpr r = oneOf(List.of(Gpr.values()));
            final String name = r.name().toLowerCase(Locale.ROOT);
            final Place p = place();
            a.mov(r, p.address());
            a.mov(p.address(), r);
            a.lea(r, p.address());
            a.movsxd(r, p.address());
            a.add(r, p.address());
            a.sub(r, p.address());
            a.cmp(r, p.address());
            a.imul(r, p.address());
            a.prefetcht0(p.address());
            then(
                    "mov " + name + ",QWORD PTR " + p.text(),
                    "mov QWORD PTR " + p.text() + "," + name,
                    "lea " + name + "," + p.text(),
                    "movsxd " + name + ",DWORD PTR " + p.text(),
                    "add " + name + ",QWORD PTR " + p.text(),
                    "sub " + name + ",QWORD PTR " + p.text(),
                    "cmp " + name + ",QWORD PTR " + p.text(),
                    "imul " + name + ",QWORD PTR " + p.text(),
                    "prefetcht0 BYTE PTR " + p.text());
        }
        a.mov32(Gpr.R9, Gpr.RSI.at(4));
        a.mov32(Gpr.RSI.at(4), Gpr.RAX);
        a.movzx16(Gpr.R9, Gpr.RSP.at(2));
        a.mov16(Gpr.RBX.at(32), Gpr.R9);
        a.movzx8(Gpr.RAX, Gpr.RSP.at(1));
        a.mov8(Gpr.R12.at(16), Gpr.RAX);
        a.mov(Gpr.R9, -1);
        a.cpuid();
        a.xgetbv();
        a.syscall();
        then("mov r9d,DWORD PTR [rsi+0x4]", "mov DWORD PTR [rsi+0x4],eax");
        then("movzx r9d,WORD PTR [rsp+0x2]", "mov WORD PTR [rbx+0x20],r9w");
        then("movzx eax,BYTE PTR [rsp+0x1]", "mov BYTE PTR [r12+0x10],al");
        then("mov r9d,0xffffffff", "cpuid", "xgetbv", "syscall");
        check();
    }

    @Test
    void jumps_go_to_their_labels_in_both_directions() throws Exception {
        final Label end = new Label();
        final Label start = a.here();
        a.jmp(end);
        for (final Condition condition : Condition.values()) {
            a.jump(condition, start);
        }
        a.place(end);
        a.ret();
        then("jmp 0x41");
        for (final String name : "jb jae je jne jbe ja jl jge jle jg".split(" ")) {
            then(name + " 0x0");
        }
        then("ret");
        check();
    }

    @Test
    void constants_lie_aligned_behind_the_code_and_equal_ones_once() throws Exception {
        s.op(Op.VADDPS, Vec.ymm(1), Vec.ymm(2), a.constants(1f, 2f));
        s.op(Op.VSHUFPS, Vec.ymm(1), Vec.ymm(2), a.constants(3f), 7);
        s.op(Op.VADDPS, Vec.zmm(1), Vec.zmm(2), a.constants(1f, 2f).plus(4).toAll());
        a.ret();
        final byte[] code = a.finish();
        assertThat(Objdump.disassemble(Arrays.copyOf(code, 30)))
                .containsExactly(
                        "vaddps ymm1,ymm2,YMMWORD PTR [rip+0x37]",
                        "vshufps ymm1,ymm2,YMMWORD PTR [rip+0x6d],0x7",
                        "vaddps zmm1,zmm2,DWORD BCST [rip+0x27]",
                        "ret");
        assertThat(code).hasSize(132);
        assertThat(Arrays.copyOfRange(code, 64, 72)).containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 64);
    }

    @Test
    void a_form_that_does_not_exist_is_refused() {
        assertThatThrownBy(() -> s.op(Op.VPSIGNB, Vec.zmm(1), Vec.zmm(2), Vec.zmm(3)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Address.at(Gpr.RAX, Gpr.RSP, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Vec.zmm(32)).isInstanceOf(IllegalArgumentException.class);
    }
}
