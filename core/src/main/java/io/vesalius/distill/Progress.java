package io.vesalius.distill;

import io.vesalius.train.Trainer;

import java.util.Optional;

/** Hears how far a distillation is. */
public interface Progress {
    /**
     * What is about to be done.
     *
     * @param parameters of the student
     * @param vocabSize its tokens
     * @param tokens of the text it learns from
     * @param bytes of that text
     * @param steps all that there will be
     * @param tokensAStep that a step learns from
     * @param teacher on the unseen text
     */
    record Begin(
            int parameters,
            int vocabSize,
            long tokens,
            long bytes,
            int steps,
            long tokensAStep,
            Optional<Measured> teacher) {}

    /** The teacher writes. */
    void writing(long bytes, long total);

    /** The texts are there, and the student is about to learn. */
    void begins(Begin begin);

    /** A step is done. */
    void step(Trainer.Step step);

    /**
     * The student was measured.
     *
     * @param steps done
     */
    void measured(int steps, Measured student);
}
