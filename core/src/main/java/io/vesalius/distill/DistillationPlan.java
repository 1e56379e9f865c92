package io.vesalius.distill;

import io.vesalius.base.BadRequestException;
import io.vesalius.tensor.DType;
import io.vesalius.train.TrainingPlan;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A distillation. Of all this only the numbers of threads and of steps between reports don't change
 * the result.
 *
 * @param student what is made
 * @param training how it learns
 * @param writing how the teacher writes; what the student is measured on has the next seed
 * @param textBytes how much text is learnt from
 * @param heldBytes how much it is measured on
 * @param corpus documents to learn from instead of the teacher's
 * @param type of the matrices in the file
 * @param threads that work
 * @param every steps from a report and a checkpoint to the next
 */
public record DistillationPlan(
        StudentSpec student,
        TrainingPlan training,
        SelfText writing,
        long textBytes,
        long heldBytes,
        Optional<Path> corpus,
        DType type,
        int threads,
        int every) {
    private static final long LARGEST = 1L << 30;

    public DistillationPlan {
        range("text_bytes", textBytes);
        range("held_bytes", heldBytes);
        if (every < 1) {
            throw new BadRequestException(
                    "every", "every is %d: it must be 1 or more".formatted(every));
        }
    }

    private static void range(final String name, final long value) {
        if (value < 1 || value > LARGEST) {
            throw new BadRequestException(
                    name, "%s is %d: it must be from 1 to %d".formatted(name, value, LARGEST));
        }
    }

    /** What the texts, and the first weights, depend on. */
    String settings(final long teacherBytes) {
        return "teacher of %d bytes, %s, %d bytes, held %d, corpus %s, start %s"
                .formatted(
                        teacherBytes,
                        writing,
                        textBytes,
                        heldBytes,
                        corpus.map(Path::toString).orElse("none"),
                        student.fromTeacher() ? "teacher" : "random");
    }
}
