package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.SmallModels;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

final class BenchCommandTest {
    @TempDir private Path folder;
    private Path model;

    @BeforeEach
    void writeModel() {
        model = SmallModels.GEMMA3.writeTo(folder);
    }

    private CliRun bench(final Object... args) {
        return withPeaks(Stream.concat(Stream.of("--no-peaks"), Stream.of(args)).toArray());
    }

    private CliRun withPeaks(final Object... args) {
        final List<Object> all = new ArrayList<>(List.of("bench", "-m", model, "--warmup", 0));
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
    void what_a_draft_gains_is_measured_with_and_without_it() {
        final List<JsonNode> lines =
                bench("-p", "0", "-n", "8", "-b", "1,2", "-r", "1", "--draft", model, "--json")
                        .jsonLines();

        assertThat(lines)
                .extracting(line -> line.get("test").stringValue())
                .containsExactly("decode", "decode", "draft", "draft");
        for (final JsonNode line : lines.subList(2, 4)) {
            assertThat(line.get("tokens_per_second").doubleValue()).isPositive();
            assertThat(line.get("tokens_per_second_without").doubleValue()).isPositive();
            assertThat(line.get("draft_n_accepted")).isEqualTo(line.get("draft_n"));
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
        final JsonNode line = withPeaks("-p", "8", "-n", "0", "-r", "1", "--json").json();

        assertThat(line.at("/peaks/memory_gb_per_second").doubleValue()).isPositive();
        assertThat(line.at("/peaks/f32_gop_per_second").doubleValue()).isPositive();
    }

    @Test
    void the_roofline_says_what_bounds_a_test_and_how_near_it_came() {
        final JsonNode line = withPeaks("-p", "0", "-n", "4", "-r", "1", "--json").json();
        final JsonNode roofline = line.get("roofline");

        assertThat(roofline.get("bound").stringValue()).isIn("memory", "compute");
        assertThat(
                        roofline.get("share_of_limit").doubleValue()
                                * roofline.get("limit_tokens_per_second").doubleValue())
                .isCloseTo(
                        line.get("tokens_per_second").doubleValue(), Percentage.withPercentage(30));
        assertThat(line.get("operations_per_byte").doubleValue()).isPositive();
    }

    @Test
    void decode_is_compared_with_how_fast_memory_was_read_between_the_repeats() {
        final JsonNode line = withPeaks("-p", "0", "-n", "64", "-r", "3", "--json").json();
        final double read =
                line.get("weight_gb_per_second").doubleValue()
                        + line.get("cache_gb_per_second").doubleValue();
        final JsonNode roofline = line.get("roofline");

        assertThat(roofline.get("share_of_limit").doubleValue())
                .isCloseTo(
                        read / roofline.get("memory_gb_per_second").doubleValue(),
                        Percentage.withPercentage(5));
    }

    @Test
    void a_declared_machine_is_predicted_by_its_rates() {
        final String rates = "1TFLOPS,1GB/s";
        final JsonNode line =
                bench("-p", "0", "-n", "4", "-r", "1", "--hardware", rates, "--json").json();
        final List<JsonNode> predictions = line.get("predictions").valueStream().toList();

        assertThat(predictions)
                .extracting(p -> p.get("hardware").stringValue() + p.get("batch") + p.get("depth"))
                .containsExactly(rates + "10", rates + "40", rates + "160", rates + "640");
        assertThat(predictions.getFirst().get("bound").stringValue()).isEqualTo("memory");
        final long read = line.get("weight_bytes").longValue();
        assertThat(predictions.getFirst().get("limit_tokens_per_second").doubleValue())
                .isBetween(0.9 * 1e9 / read, 1e9 / read);
        assertThat(predictions.get(3).get("limit_tokens_per_second").doubleValue())
                .isGreaterThan(20 * 1e9 / read);
    }

    @Test
    void people_see_predictions_of_each_machine() {
        final CliRun run =
                bench("-p", "0", "-n", "2", "-r", "1", "--hardware", "125TFLOPS,600GB/s");

        assertThat(run.out()).contains("125TFLOPS,600GB/s, at most").contains("(memory)");
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
        assertThat(bench("--hardware", "fast"))
                .matches(r -> r.code() == 2 && r.err().contains("'fast' is no rate"));
        assertThat(bench("-b", "0"))
                .matches(r -> r.code() == 2 && r.err().contains("--batch is 0"));
        assertThat(bench("-r", "0")).matches(r -> r.code() == 2 && r.err().contains("--repeats"));
        assertThat(bench("--warmup", "-1"))
                .matches(r -> r.code() == 2 && r.err().contains("--warmup"));
        assertThat(bench("-d", "4096"))
                .matches(r -> r.code() == 2 && r.err().contains("context holds 512"));
        assertThat(bench("-p", "0", "-n", "4", "-b", "65"))
                .matches(r -> r.code() == 1 && r.err().contains("65"));
        assertThat(bench("-p", "400", "-n", "0", "-b", "1000000"))
                .matches(r -> r.code() == 1 && r.err().contains("the machine has"));
    }
}
