package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vesalius.kernel.Peaks;
import io.vesalius.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.OptionalDouble;

final class HardwareTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "125TFLOPS,600GB/s | 125e12 | 600e9",
                "600GB/s, 125 tflop/s | 125e12 | 600e9",
                "1.5POPS,3.35TB/s | 1.5e15 | 3.35e12",
                "200GOP/s,0.05TB/s | 200e9 | 50e9"
            })
    void both_rates_are_read_in_either_order(
            final String text, final double arithmetic, final double memory) {
        final Hardware hardware = Hardware.declared(text);

        assertThat(hardware.byteRate()).isEqualTo(arithmetic).isEqualTo(hardware.floatRate());
        assertThat(hardware.memoryRate()).isEqualTo(memory);
        assertThat(hardware.name()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "125TFLOPS | the rate of memory is missing",
                "600GB/s | the rate of arithmetic is missing",
                "125TFLOPS,600GB | '600GB' is no rate",
                "125,600GB/s | '125' is no rate",
                "125TFLOPS,600GB/s,1TB/s | two rates, each a rate of memory",
                "0TFLOPS,600GB/s | '0tflops' is no number over 0",
                "1.2.3TFLOPS,600GB/s | '1.2.3tflops' is no number",
                "99999999999EFLOPS,600GB/s | under 10^24",
                "\"\" | '' is no rate",
                "-1TFLOPS,600GB/s | '-1TFLOPS' is no rate"
            })
    void what_is_no_pair_of_rates_is_refused_with_an_example(final String text, final String why) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Hardware.declared(text))
                .withMessageContaining(why)
                .withMessageContaining("125TFLOPS,600GB/s");
    }

    @Test
    void each_type_of_weights_has_its_rate() {
        final Hardware machine = new Hardware("m", 1, 2, 3, 4);

        assertThat(machine.rate(DType.Q8_0)).isEqualTo(1);
        assertThat(machine.rate(DType.Q6_K)).isEqualTo(2);
        assertThat(machine.rate(DType.F16)).isEqualTo(3);
    }

    @Test
    void a_machine_without_products_of_bytes_multiplies_floats() {
        final OptionalDouble none = OptionalDouble.empty();
        final Hardware here = Hardware.here(new Peaks(2, 3e9, 7e9, none, none, "fma"));

        assertThat(here.byteRate()).isEqualTo(7e9).isEqualTo(here.narrowRate());
    }
}
