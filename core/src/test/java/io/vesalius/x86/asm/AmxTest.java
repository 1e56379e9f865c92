package io.vesalius.x86.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** AMX's instructions are what objdump reads. */
final class AmxTest {
    private final Assembler a = new Assembler();
    private final Amx amx = a.amx();

    @Test
    void products_name_their_sums_rows_and_columns() throws Exception {
        amx.tilezero(Tmm.TMM7);
        amx.tdpbssd(Tmm.TMM1, Tmm.TMM2, Tmm.TMM3);
        amx.tdpbsud(Tmm.TMM7, Tmm.TMM6, Tmm.TMM5);
        assertThat(Objdump.disassemble(a.finish()))
                .containsExactly(
                        "tilezero tmm7", "tdpbssd tmm1,tmm2,tmm3", "tdpbsud tmm7,tmm6,tmm5");
    }

    @Test
    void rows_lie_at_a_distance_in_a_register() throws Exception {
        amx.tileloadd(Tmm.TMM4, Address.at(Gpr.RSI, Gpr.RDX, 1, 0));
        amx.tileloadd(Tmm.TMM0, Address.at(Gpr.R12, Gpr.R14, 1, 512));
        amx.tilestored(Address.at(Gpr.RSP, Gpr.R15, 1, 64), Tmm.TMM3);
        assertThat(Objdump.disassemble(a.finish()))
                .containsExactly(
                        "tileloadd tmm4,[rsi+rdx*1]",
                        "tileloadd tmm0,[r12+r14*1+0x200]",
                        "tilestored [rsp+r15*1+0x40],tmm3");
    }

    @Test
    void the_registers_are_configured_and_released() throws Exception {
        amx.ldtilecfg(Gpr.R9.at(128));
        amx.tilerelease();
        assertThat(Objdump.disassemble(a.finish()))
                .containsExactly("ldtilecfg [r9+0x80]", "tilerelease");
    }

    /** Intel's manual, volume 1, 18.2: rows from byte 48 on, bytes of a row from byte 16 on. */
    @Test
    void a_configuration_is_laid_out_as_in_the_manual() {
        final ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        final int[] words = Amx.configuration(new int[] {16, 8, 3}, new int[] {32, 64, 4});
        bytes.asIntBuffer().put(words);
        assertThat(bytes.get(0)).isEqualTo((byte) 1);
        for (int i = 0; i < 3; i++) {
            assertThat(bytes.getShort(16 + 2 * i)).isEqualTo(new short[] {32, 64, 4}[i]);
            assertThat(bytes.get(48 + i)).isEqualTo(new byte[] {16, 8, 3}[i]);
        }
    }

    @Test
    void rows_without_a_distance_are_refused() {
        assertThatThrownBy(() -> amx.tileloadd(Tmm.TMM0, Gpr.RSI.at(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("need their distance");
    }
}
