package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

final class DoctorCommandTest {
    @Test
    void every_provider_of_kernels_says_whether_it_runs_or_why_not() {
        final JsonNode json = CliRun.of("doctor", "--json", "--no-peaks").json();

        assertThat(json.at("/machine/processors").intValue())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(json.at("/machine/memory_bytes").longValue()).isPositive();
        assertThat(json.at("/kernels/providers").size()).isPositive();
        for (final JsonNode provider : json.at("/kernels/providers")) {
            final boolean available = provider.get("available").booleanValue();
            assertThat(provider.has("reason")).isEqualTo(!available);
            assertThat(provider.has("implementation")).isEqualTo(available);
        }
        assertThat(json.has("peaks")).isFalse();
    }

    @Test
    void the_chosen_kernels_are_the_first_that_run_or_those_asked_for() {
        final JsonNode best = CliRun.of("doctor", "--json", "--no-peaks").json().get("kernels");
        final JsonNode plain =
                CliRun.of("doctor", "--json", "--no-peaks", "--kernels", "definition")
                        .json()
                        .get("kernels");

        final JsonNode first =
                best.get("providers")
                        .valueStream()
                        .filter(p -> p.get("available").booleanValue())
                        .findFirst()
                        .orElseThrow();
        assertThat(best.get("chosen")).isEqualTo(first.get("name"));
        assertThat(plain.get("chosen").stringValue()).isEqualTo("definition");
    }

    @Test
    void peaks_and_the_speed_of_products_and_attention_are_measured() {
        final JsonNode json = CliRun.of("doctor", "--json").json();

        assertThat(json.at("/peaks/memory_gb_per_second").doubleValue()).isPositive();
        assertThat(json.at("/peaks/f32_gop_per_second").doubleValue()).isPositive();
        assertThat(json.at("/products/q8_0_gop_per_second").doubleValue()).isPositive();
        assertThat(json.at("/attention/f32_gop_per_second").doubleValue()).isPositive();
    }

    @Test
    void people_see_how_near_to_the_peaks_the_kernels_come() {
        assertThat(CliRun.of("doctor").out())
                .contains("GB/s of memory")
                .contains("of Q8_0 weights, ")
                .contains("% of the peak");
    }

    @Test
    void unknown_kernels_and_impossible_threads_are_wrong_usage() {
        assertThat(CliRun.of("doctor", "--kernels", "abacus"))
                .matches(run -> run.code() == 2 && run.err().contains("--kernels: "));
        assertThat(CliRun.of("doctor", "-t", "0"))
                .matches(run -> run.code() == 2 && run.err().contains("--threads is 0"));
    }
}
