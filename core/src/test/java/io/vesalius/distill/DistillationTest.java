package io.vesalius.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.GenerateOptions;
import io.vesalius.Vesalius;
import io.vesalius.base.BadFileException;
import io.vesalius.prompt.Message;
import io.vesalius.tensor.DType;
import io.vesalius.testing.SmallModels;
import io.vesalius.train.Trainer;
import io.vesalius.train.TrainingPlan;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** From a small random teacher to a smaller student. */
final class DistillationTest {
    private static final TrainingPlan TRAINING =
            new TrainingPlan(10, 2, 1e-2, 2, 4, 0.1, 0.1, 1, 0, 1, 3);

    @TempDir private Path folder;

    private static DistillationPlan plan(
            final OptionalInt vocab, final TrainingPlan training, final Optional<Path> corpus) {
        return new DistillationPlan(
                new StudentSpec("small", false, vocab, 1, 32, 2, 1, 32, 24, true),
                training,
                new SelfText(1, List.of(1.0)),
                3000,
                800,
                corpus,
                DType.Q8_0,
                2,
                5);
    }

    private Path teacher() {
        return SmallModels.LLAMA.withContextLength(64).writeTo(folder);
    }

    /** Hears nothing, or stops everything at a step. */
    private record Listener(int stopAt) implements Progress {
        @Override
        public void writing(final long bytes, final long total) {}

        @Override
        public void begins(final Begin begin) {}

        @Override
        public void step(final Trainer.Step step) {
            if (step.number() == stopAt) {
                throw new IllegalStateException("stopped");
            }
        }

        @Override
        public void measured(final int steps, final Measured student) {}
    }

    private Path corpus() throws IOException {
        return Files.writeString(
                folder.resolve("corpus.txt"),
                "The cat sat on the mat.\n<|endoftext|>\nThe dog sat on the log.\n<|endoftext|>\n"
                        .repeat(40));
    }

    @Test
    void a_student_is_a_model_that_runs_and_chats() throws IOException {
        final Path student = folder.resolve("student.gguf");
        final Distillation.Result result =
                Distillation.run(
                        teacher(),
                        student,
                        plan(OptionalInt.of(300), TRAINING, Optional.of(corpus())),
                        new Listener(-1));

        assertThat(result.student().tokens()).isPositive();
        assertThat(result.teacher()).isPresent();
        try (Vesalius model = Vesalius.open(student)) {
            final GenerateOptions few = GenerateOptions.GREEDY.withMaxTokens(5);
            assertThat(model.tokenizer().addsBos()).isTrue();
            assertThat(model.generate("The cat", few).completions()).hasSize(1);
            assertThat(model.encode(List.of(Message.user("The cat"))))
                    .isEqualTo(model.encode("The cat"));
        }
        assertThat(folder.resolve("student.gguf.svg")).content().contains("<polyline");
    }

    @Test
    void a_student_with_its_teachers_tokens_learns_its_probabilities() {
        final TrainingPlan taught = new TrainingPlan(10, 2, 1e-2, 2, 4, 0.1, 0.1, 1, 0.5, 2, 3);
        final Distillation.Result result =
                Distillation.run(
                        teacher(),
                        folder.resolve("student.gguf"),
                        plan(OptionalInt.empty(), taught, Optional.empty()),
                        new Listener(-1));

        assertThat(result.student().divergence()).isPositive();
        assertThat(result.student().bytes())
                .isLessThanOrEqualTo(result.teacher().orElseThrow().bytes());
    }

    @Test
    void one_that_was_stopped_gives_the_same_file() throws IOException {
        final DistillationPlan plan = plan(OptionalInt.empty(), TRAINING, Optional.empty());
        final Path whole = folder.resolve("whole.gguf");
        Distillation.run(teacher(), whole, plan, new Listener(-1));
        final Path stopped = folder.resolve("stopped.gguf");
        assertThatThrownBy(() -> Distillation.run(teacher(), stopped, plan, new Listener(7)))
                .hasMessage("stopped");
        Distillation.run(teacher(), stopped, plan, new Listener(-1));

        assertThat(stopped).hasSameBinaryContentAs(whole);
    }

    @Test
    void a_folder_of_another_distillation_is_refused() {
        final Path output = folder.resolve("student.gguf");
        assertThatThrownBy(
                        () ->
                                Distillation.run(
                                        teacher(),
                                        output,
                                        plan(OptionalInt.empty(), TRAINING, Optional.empty()),
                                        new Listener(0)))
                .hasMessage("stopped");
        final Path other = SmallModels.QWEN3.writeTo(folder);

        assertThatThrownBy(
                        () ->
                                Distillation.run(
                                        other,
                                        output,
                                        plan(OptionalInt.empty(), TRAINING, Optional.empty()),
                                        new Listener(0)))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("of another distillation");
    }
}
