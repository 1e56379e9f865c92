package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

final class BenchCommandTest {
    @TempDir private Path folder;
    private Path model;

    @BeforeEach
    void writeModel() {
        model = SmallModels.GEMMA3.writeTo(folder);
    }

    private CliRun bench(final Object... args) {
        final List<Object> all = new ArrayList<>(List.of("bench", "-m", model, "--no-peaks"));
        all.addAll(Arrays.asList(args));
        return CliRun.of(all.toArray());
    }

    @Test
    void a_line_a_test_for_every_depth_and_batch() {
        final List<JsonNode> lines =
                bench("-p", "40", "-n", "3", "-b", "1,3", "-d", "0,70", "-r", "2", "--json")
                        .jsonLines();

        assertThat(lines)
                .extracting(
                        line ->
                                line.get("test").stringValue()
                                        + line.get("tokens")
                                        + "x"
                                        + line.get("batch")
                                        + "@"
                                        + line.get("depth"))
                .containsExactly(
                        "prefill40x1@0",
                        "decode3x1@0",
                        "prefill40x3@0",
                        "decode3x3@0",
                        "prefill40x1@70",
                        "decode3x1@70",
                        "prefill40x3@70",
                        "decode3x3@70");
        for (final JsonNode line : lines) {
            assertThat(line.get("repeats").size()).isEqualTo(2);
            final double least = line.at("/repeats/0").doubleValue();
            assertThat(line.get("tokens_per_second").doubleValue()).isPositive();
            assertThat(least).isPositive();
        }
    }

    @Test
    void the_median_of_the_repeats_counts() {
        final JsonNode line = bench("-p", "0", "-n", "2", "-r", "3", "--json").json();
        final List<Double> repeats =
                line.get("repeats").valueStream().map(JsonNode::doubleValue).sorted().toList();

        assertThat(line.get("tokens_per_second").doubleValue()).isEqualTo(repeats.get(1));
    }

    @Test
    void peaks_stand_beside_each_test() {
        final JsonNode line =
                CliRun.of("bench", "-m", model, "-p", "8", "-n", "0", "-r", "1", "--json").json();

        assertThat(line.at("/peaks/memory_gb_per_second").doubleValue()).isPositive();
        assertThat(line.at("/peaks/f32_gop_per_second").doubleValue()).isPositive();
    }

    @Test
    void people_see_a_table() {
        final CliRun run = bench("-p", "8", "-n", "2", "-r", "1");

        assertThat(run.out().lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("prefill ") && line.contains(" 8 "))
                .anyMatch(line -> line.startsWith("decode "));
    }

    @Test
    void impossible_tests_are_refused_before_anything_is_measured() {
        assertThat(bench("-p", "0", "-n", "0"))
                .matches(r -> r.code() == 2 && r.err().contains("nothing to measure"));
        assertThat(bench("-b", "0"))
                .matches(r -> r.code() == 2 && r.err().contains("--batch is 0"));
        assertThat(bench("-r", "0")).matches(r -> r.code() == 2 && r.err().contains("--repeats"));
        assertThat(bench("-d", "4096"))
                .matches(r -> r.code() == 2 && r.err().contains("context holds 512"));
        assertThat(bench("-p", "0", "-n", "4", "-b", "65"))
                .matches(r -> r.code() == 1 && r.err().contains("65"));
        assertThat(bench("-p", "400", "-n", "0", "-b", "1000000"))
                .matches(r -> r.code() == 1 && r.err().contains("the machine has"));
    }
}
