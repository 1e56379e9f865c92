package io.vesalius.x86;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.kernel.VerbsChoice;
import io.vesalius.kernel.VerbsProvider.Refused;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

final class X86ProviderTest {
    private static final int ALL = -1;
    private static final int WIDE = 0xe7;
    private static final int MATRICES = 0x600e7;

    @Test
    void the_widest_that_the_processor_has_is_chosen_by_itself()
            throws ExecutableMemory.DeniedException {
        Isa widest = Isa.AVX2;
        for (final Isa isa : Isa.values()) {
            widest = X86Offer.obstacle(isa).isEmpty() ? isa : widest;
        }
        final String name = EmittedVerbs.of(widest).name();
        assertThat(VerbsChoice.choose(Optional.empty()).verbs().name()).isEqualTo(name);
    }

    @Test
    void a_lesser_one_can_be_asked_for() {
        final String name = EmittedVerbs.of(Isa.AVX2).name();
        final VerbsChoice choice = VerbsChoice.choose(Optional.of("x86-avx2"));
        assertThat(choice.verbs().name()).isEqualTo(name);
        assertThat(choice.name()).isEqualTo(name);
    }

    @Test
    void another_processor_is_refused_by_its_name() {
        assertThat(X86Offer.of(Isa.AVX2, "aarch64"))
                .isEqualTo(new Refused("the processor is aarch64, not x86-64"));
    }

    @Test
    void a_processor_with_everything_lacks_nothing() {
        final Cpuid cpuid = new Cpuid(new int[] {ALL, ALL, ALL, ALL}, MATRICES);
        assertThat(cpuid.missing(Isa.AMX)).isEmpty();
        assertThat(cpuid.missing(Isa.AVX512)).isEmpty();
        assertThat(cpuid.missing(Isa.AVX2)).isEmpty();
    }

    @Test
    void what_a_processor_lacks_is_named() {
        final int fmaAndF16c = 1 << 12 | 1 << 29;
        final int avx2 = 1 << 5;
        final Cpuid cpuid = new Cpuid(new int[] {fmaAndF16c, avx2, 0, 0}, WIDE);
        assertThat(cpuid.missing(Isa.AVX2)).isEmpty();
        assertThat(cpuid.missing(Isa.AVX512))
                .containsExactly(
                        "AVX512F",
                        "AVX512DQ",
                        "AVX512BW",
                        "AVX512VL",
                        "AVX512-VBMI",
                        "AVX512-VNNI");
        assertThat(new Cpuid(new int[] {0, avx2, 0, 0}, WIDE).missing(Isa.AVX2))
                .containsExactly("FMA", "F16C");
        assertThat(new Cpuid(new int[] {ALL, ALL, ALL, 0}, MATRICES).missing(Isa.AMX))
                .containsExactly("AMX-TILE", "AMX-INT8");
    }

    @Test
    void a_system_that_does_not_keep_the_wide_registers_is_named() {
        final Cpuid cpuid = new Cpuid(new int[] {ALL, ALL, ALL, ALL}, 0x7);
        assertThat(cpuid.missing(Isa.AVX2)).isEmpty();
        for (final Isa isa : List.of(Isa.AVX512, Isa.AMX)) {
            assertThat(cpuid.missing(isa))
                    .containsExactly("the operating system's support for its registers");
        }
    }

    @Test
    void matrices_are_refused_where_the_system_cannot_be_asked_for_their_registers()
            throws ExecutableMemory.DeniedException {
        assertThat(MatrixRegisters.ask("Windows 11"))
                .hasValue("only Linux is asked for AMX's registers, not Windows 11");
    }
}
