package io.vesalius.train;

import io.vesalius.kernel.Verbs;

/**
 * How far predictions are from a text, and from a teacher's (Hinton, Vinyals, Dean 2015), with the
 * gradient. Belongs to one thread.
 */
final class Loss {
    /**
     * What is learnt from whom.
     *
     * @param teacherShare of the divergence from the teacher; the rest is the text's cross-entropy
     * @param temperature of both distributions in the divergence, which counts times its square
     */
    record Mix(float teacherShare, float temperature) {
        static final Mix TEXT = new Mix(0, 1);
    }

    /**
     * Sums over the rows, in nats.
     *
     * @param crossEntropy of the text
     * @param divergence of the student from the teacher, at the mix's temperature; 0 without one
     */
    record Value(double crossEntropy, double divergence) {
        static final Value ZERO = new Value(0, 0);

        Value plus(final Value other) {
            return new Value(crossEntropy + other.crossEntropy, divergence + other.divergence);
        }
    }

    private final Verbs verbs;
    private final int vocabSize;
    private final float[] own; // one row of probabilities
    private final float[] soft;
    private final float[] taught;

    Loss(final Verbs verbs, final int vocabSize) {
        this.verbs = verbs;
        this.vocabSize = vocabSize;
        own = new float[vocabSize];
        soft = new float[vocabSize];
        taught = new float[vocabSize];
    }

    /**
     * The loss on a text alone; logits become their gradients.
     *
     * @param logits `[rows, vocabSize]`
     * @param targets the id after each row
     * @param targetsAt where they begin
     * @param weight of each row in the gradient
     */
    Value text(
            final float[] logits,
            final int rows,
            final int[] targets,
            final int targetsAt,
            final float weight) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            final int at = row * vocabSize;
            final int target = targets[targetsAt + row];
            sum += softmax(logits, at, 1, own) - logits[at + target];
            for (int i = 0; i < vocabSize; i++) {
                logits[at + i] = own[i] * weight;
            }
            logits[at + target] -= weight;
        }
        return new Value(sum, 0);
    }

    /**
     * The loss on a text and from a teacher's logits for it; logits become their gradients.
     *
     * @param teacher `[rows, vocabSize]`
     */
    Value distil(
            final float[] logits,
            final float[] teacher,
            final int rows,
            final int[] targets,
            final int targetsAt,
            final float weight,
            final Mix mix) {
        final float t = mix.temperature();
        final float hard = (1 - mix.teacherShare()) * weight;
        final float gentle = mix.teacherShare() * t * weight;
        double entropy = 0;
        double divergence = 0;
        for (int row = 0; row < rows; row++) {
            final int at = row * vocabSize;
            final int target = targets[targetsAt + row];
            entropy += softmax(logits, at, 1, own) - logits[at + target];
            final double mine = softmax(logits, at, 1 / t, soft);
            final double theirs = softmax(teacher, at, 1 / t, taught);
            double cross = mine - theirs;
            for (int i = 0; i < vocabSize; i++) {
                cross += taught[i] * (teacher[at + i] - logits[at + i]) / t;
            }
            divergence += cross;
            for (int i = 0; i < vocabSize; i++) {
                logits[at + i] = own[i] * hard + (soft[i] - taught[i]) * gentle;
            }
            logits[at + target] -= hard;
        }
        return new Value(entropy, divergence);
    }

    /** Probabilities of a row times `factor`; returns the logarithm of the sum of exponentials. */
    private double softmax(
            final float[] logits, final int at, final float factor, final float[] to) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < vocabSize; i++) {
            max = Math.max(max, logits[at + i]);
        }
        for (int i = 0; i < vocabSize; i++) {
            to[i] = (logits[at + i] - max) * factor;
        }
        verbs.exp(to, 0, vocabSize);
        final float sum = Sum.of(to, 0, vocabSize);
        final float inverse = 1 / sum;
        for (int i = 0; i < vocabSize; i++) {
            to[i] *= inverse;
        }
        return StrictMath.log(sum) + (double) max * factor;
    }
}
