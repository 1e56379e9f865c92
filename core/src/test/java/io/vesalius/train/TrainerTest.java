package io.vesalius.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;
import io.vesalius.kernel.Definition;
import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.VerbsChoice;
import io.vesalius.kernel.WorkerTeam;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whole trainings of a tiny model. */
final class TrainerTest {
    private static final LlamaShape SHAPE =
            new LlamaShape(2, 32, 2, 1, 48, 20, 16, true, 10_000, 1e-5f);
    private static final TrainingPlan PLAN =
            new TrainingPlan(12, 5, 1e-2, 2, 4, 0.1, 0.1, 1, 0, 1, 3);

    @TempDir private Path folder;

    /** Counting, from different numbers on: easy to learn. */
    private static TrainingText text() {
        final List<int[]> texts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            final int[] ids = new int[7 + i % 5];
            ids[0] = 1;
            for (int j = 1; j < ids.length; j++) {
                ids[j] = 2 + (i + j) % 18;
            }
            texts.add(ids);
        }
        return new TrainingText(texts, 16);
    }

    /** A model and its training. */
    private static final class Run implements AutoCloseable {
        private final LlamaModel model = LlamaModel.random(SHAPE, 7);
        private final WorkerTeam team;
        private final Trainer trainer;

        Run(final TrainingPlan plan, final int threads, final Verbs verbs) {
            team = new WorkerTeam(threads);
            trainer = new Trainer(plan, model, teacher(), text(), verbs, team);
        }

        private static Optional<LlamaModel> teacher() {
            return Optional.of(LlamaModel.random(SHAPE, 8));
        }

        float[] weights() {
            return model.weights().values();
        }

        Run go(final int steps) {
            for (int i = 0; i < steps; i++) {
                trainer.step();
            }
            return this;
        }

        @Override
        public void close() {
            team.close();
        }
    }

    private static float[] after(final TrainingPlan plan, final int threads, final Verbs verbs) {
        try (Run run = new Run(plan, threads, verbs).go(6)) {
            return run.weights().clone();
        }
    }

    @Test
    void the_loss_falls() {
        final TrainingPlan plan = new TrainingPlan(120, 5, 1e-2, 5, 60, 0.1, 0.1, 1, 0, 1, 3);
        try (Run run = new Run(plan, 2, new Definition())) {
            final double before = run.trainer.step().crossEntropy();
            run.go(118);

            assertThat(run.trainer.step().crossEntropy()).isLessThan(before / 3);
            assertThat(run.trainer.finished()).isTrue();
        }
    }

    @Test
    void a_student_nears_its_teacher() {
        final TrainingPlan plan = new TrainingPlan(60, 5, 1e-2, 5, 30, 0.1, 0, 1, 1, 2, 3);
        try (Run run = new Run(plan, 2, new Definition())) {
            final double before = run.trainer.step().divergence();
            run.go(58);

            assertThat(run.trainer.step().divergence()).isLessThan(before / 2);
        }
    }

    @Test
    void the_number_of_threads_changes_no_bit() {
        final float[] one = after(PLAN, 1, new Definition());

        assertThat(after(PLAN, 2, new Definition())).isEqualTo(one);
        assertThat(after(PLAN, 5, new Definition())).isEqualTo(one);
    }

    @Test
    void the_kernels_change_no_bit() {
        final Verbs best = VerbsChoice.choose(Optional.empty()).verbs();

        assertThat(after(PLAN, 2, best)).isEqualTo(after(PLAN, 2, new Definition()));
    }

    @Test
    void another_seed_gives_other_weights() {
        final TrainingPlan other = new TrainingPlan(12, 5, 1e-2, 2, 4, 0.1, 0.1, 1, 0, 1, 4);

        assertThat(after(other, 1, new Definition()))
                .isNotEqualTo(after(PLAN, 1, new Definition()));
    }

    @Test
    void a_training_that_was_interrupted_gives_the_same_bits() {
        final Path file = folder.resolve("checkpoint");
        try (Run whole = new Run(PLAN, 2, new Definition()).go(12);
                Run first = new Run(PLAN, 2, new Definition()).go(5);
                Run second = new Run(PLAN, 1, new Definition())) {
            first.trainer.save(file);
            second.trainer.resume(file);
            assertThat(second.trainer.done()).isEqualTo(5);
            second.go(7);

            assertThat(second.weights()).isEqualTo(whole.weights());
        }
    }

    @Test
    void a_training_may_be_made_longer_until_its_rate_falls() {
        final TrainingPlan longer = new TrainingPlan(30, 5, 1e-2, 2, 4, 0.1, 0.1, 1, 0, 1, 3);
        final Path file = folder.resolve("checkpoint");
        try (Run first = new Run(PLAN, 1, new Definition()).go(8);
                Run late = new Run(PLAN, 1, new Definition()).go(9);
                Run second = new Run(longer, 1, new Definition())) {
            first.trainer.save(file);
            second.trainer.resume(file);
            assertThat(second.trainer.done()).isEqualTo(8);

            late.trainer.save(file);
            assertThatThrownBy(() -> second.trainer.resume(file))
                    .isInstanceOf(BadFileException.class)
                    .hasMessageContaining("another training");
        }
    }

    @Test
    void a_checkpoint_that_ends_early_is_refused() throws IOException {
        final Path file = folder.resolve("checkpoint");
        try (Run run = new Run(PLAN, 1, new Definition())) {
            run.trainer.save(file);
            final byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

            assertThatThrownBy(() -> run.trainer.resume(file))
                    .isInstanceOf(BadFileException.class)
                    .hasMessageContaining("ends early");
        }
    }

    @Test
    void a_file_that_is_no_checkpoint_is_refused() throws IOException {
        final Path file = Files.writeString(folder.resolve("checkpoint"), "not a checkpoint");
        try (Run run = new Run(PLAN, 1, new Definition())) {
            assertThatThrownBy(() -> run.trainer.resume(file))
                    .isInstanceOf(BadFileException.class)
                    .hasMessageContaining("no checkpoint");
        }
    }

    @Test
    void a_teacher_of_another_vocabulary_is_refused() {
        final TrainingPlan plan = new TrainingPlan(12, 5, 1e-2, 2, 4, 0.1, 0.1, 1, 0.5, 1, 3);
        final LlamaShape other = new LlamaShape(1, 8, 1, 1, 8, 21, 16, true, 10_000, 1e-5f);
        try (WorkerTeam team = new WorkerTeam(1)) {
            assertThatThrownBy(
                            () ->
                                    new Trainer(
                                            plan,
                                            LlamaModel.random(SHAPE, 1),
                                            Optional.of(LlamaModel.random(other, 1)),
                                            text(),
                                            new Definition(),
                                            team))
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("one vocabulary");
        }
    }
}
