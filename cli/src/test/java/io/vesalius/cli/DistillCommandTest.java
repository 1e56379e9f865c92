package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class DistillCommandTest {
    @TempDir private Path folder;
    private Path teacher;
    private Path corpus;

    @BeforeEach
    void write() throws IOException {
        teacher = SmallModels.LLAMA.withContextLength(64).writeTo(folder);
        corpus =
                Files.writeString(
                        folder.resolve("corpus.txt"),
                        "The cat sat on the mat.\n<|endoftext|>\nThe dog sat down.\n<|endoftext|>\n"
                                .repeat(40));
    }

    private CliRun distill(final Path output, final Object... more) {
        final List<Object> args =
                new ArrayList<>(
                        List.of(
                                "distill",
                                "-m",
                                teacher,
                                "-o",
                                output,
                                "--corpus",
                                corpus,
                                "--vocab",
                                "300",
                                "--layers",
                                "1",
                                "--hidden",
                                "32",
                                "--heads",
                                "2",
                                "--feed-forward",
                                "32",
                                "-c",
                                "16",
                                "--held-bytes",
                                "500",
                                "--steps",
                                "6",
                                "--batch",
                                "2",
                                "--every",
                                "3"));
        args.addAll(List.of(more));
        return CliRun.of(args.toArray());
    }

    @Test
    void it_makes_a_model_that_runs() {
        final Path student = folder.resolve("student.gguf");
        final CliRun made = distill(student);

        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).contains("parameters", "student ", "teacher ", "nats a byte");
        assertThat(CliRun.of("run", "-m", student, "-n", "3", "The cat").code()).isZero();
    }

    @Test
    void json_says_how_good_the_student_is() {
        final JsonNode json = distill(folder.resolve("student.gguf"), "--json").json();

        assertThat(json.get("parameters").intValue()).isGreaterThan(1000);
        assertThat(json.get("student").get("nats_per_byte").doubleValue()).isPositive();
        assertThat(json.get("teacher").get("perplexity_per_byte").doubleValue()).isGreaterThan(1);
    }

    @Test
    void a_number_out_of_range_is_named_as_its_option() {
        final CliRun run = distill(folder.resolve("student.gguf"), "--kv-heads", "3");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--kv-heads", "must be a multiple");
    }

    @Test
    void without_a_teacher_it_is_wrong_usage() {
        final CliRun run = CliRun.of("distill", "-o", folder.resolve("student.gguf"));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--model");
    }
}
