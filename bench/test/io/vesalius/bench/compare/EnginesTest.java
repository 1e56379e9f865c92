package io.vesalius.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class EnginesTest {
    private static final Plan PLAN =
            new Plan("m.gguf", 2, 512, 64, List.of(1, 4), List.of(0, 4096));

    private static Trial decode(final int batch, final int depth) {
        return new Trial(Trial.Kind.DECODE, 64, batch, depth);
    }

    private static LlamaBench bench(final boolean hasDepth) {
        return new LlamaBench("peer", List.of("llama-bench", "-fa", "1"), PLAN, hasDepth);
    }

    @Test
    void llama_bench_gets_one_test_a_process_and_the_callers_options() {
        assertThat(bench(true).line(decode(1, 4096)))
                .containsExactly(
                        "llama-bench",
                        "-fa",
                        "1",
                        "-m",
                        "m.gguf",
                        "-t",
                        "2",
                        "-r",
                        "1",
                        "-o",
                        "json",
                        "-p",
                        "0",
                        "-n",
                        "64",
                        "-d",
                        "4096");
    }

    @Test
    void where_it_has_no_depths_a_prompt_is_generated_behind() {
        assertThat(bench(false).line(decode(1, 4096)))
                .containsSequence("-p", "0", "-n", "0", "-gp", "4096,64");
        assertThat(bench(false).line(decode(1, 0))).doesNotContain("-gp", "-d");
    }

    @Test
    void llama_benchs_json_is_read_behind_what_it_logs() {
        final String out =
                """
                build: 1 (abc)
                [
                  {"n_prompt": 0, "n_gen": 64, "avg_ts": 21.5, "samples_ts": [ 21.5 ]}
                ]
                """;

        assertThat(LlamaBench.rate(out, decode(1, 0))).isEqualTo(21.5);
        assertThatExceptionOfType(CompareException.class)
                .isThrownBy(() -> LlamaBench.rate("[]", decode(1, 0)))
                .withMessageContaining("decode 64");
        assertThatExceptionOfType(CompareException.class)
                .isThrownBy(() -> LlamaBench.rate("error", decode(1, 0)))
                .withMessageContaining("error");
    }

    @Test
    void the_table_of_llama_batched_bench_is_read() {
        final String table =
                """
                main: n_kv_max = 2048
                |    PP |     TG |    B |   N_KV |   T_PP s | S_PP t/s |   T_TG s | S_TG t/s |      T s |    S t/s |
                |-------|--------|------|--------|----------|----------|----------|----------|----------|----------|
                |     1 |     64 |    1 |     65 |    0.052 |    19.23 |    3.198 |    20.01 |    3.250 |    20.00 |
                |     1 |     64 |    4 |    260 |    0.075 |    53.33 |    4.931 |    51.91 |    5.006 |    51.94 |
                """;

        assertThat(LlamaBatchedBench.read(table, 0))
                .isEqualTo(Map.of(decode(1, 0), 20.01, decode(4, 0), 51.91));
        assertThatExceptionOfType(CompareException.class)
                .isThrownBy(() -> LlamaBatchedBench.read("failed", 0))
                .withMessageContaining("failed");
    }

    @Test
    void llama_batched_bench_gets_room_for_all_sequences() {
        final LlamaBatchedBench engine =
                new LlamaBatchedBench("peer", List.of("llama-batched-bench"), PLAN);

        assertThat(engine.line(4096))
                .containsSequence("-c", "16640", "-npp", "4096", "-ntg", "64", "-npl", "1,4");
        assertThat(engine.line(0)).containsSequence("-c", "260", "-npp", "1");
    }

    @Test
    void a_program_that_fails_is_named_with_what_it_said() {
        assertThatExceptionOfType(CompareException.class)
                .isThrownBy(() -> Commands.runWell(List.of("/nowhere/llama-bench")))
                .withMessageContaining("/nowhere/llama-bench can't be run");
    }
}
