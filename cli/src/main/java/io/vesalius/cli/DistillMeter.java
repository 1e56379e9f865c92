package io.vesalius.cli;

import io.vesalius.distill.Measured;
import io.vesalius.distill.Progress;
import io.vesalius.train.Trainer;

/** How far a distillation is, on standard error: a curve of the loss in letters as it goes. */
final class DistillMeter implements Progress, AutoCloseable {
    private static final int BAR = 30;
    private static final double TOP = 2; // nats a byte, where the bar is full

    private final Output err;
    private final ProgressLine line;
    private long start = System.nanoTime();
    private long tokensAStep = 1;
    private int first = -1;
    private int steps = 1;

    DistillMeter(final Output err) {
        this.err = err;
        line = new ProgressLine(err);
    }

    @Override
    public void writing(final long bytes, final long total) {
        line.show(
                () ->
                        "the teacher writes: %d %% of %d bytes"
                                .formatted(Math.min(100, 100 * bytes / total), total));
    }

    @Override
    public void begins(final Begin begin) {
        line.close();
        steps = begin.steps();
        tokensAStep = begin.tokensAStep();
        start = System.nanoTime();
        err.line(
                "%d parameters, %d tokens in the vocabulary; %d bytes of text are %d tokens"
                        .formatted(
                                begin.parameters(),
                                begin.vocabSize(),
                                begin.bytes(),
                                begin.tokens()));
        begin.teacher()
                .ifPresent(
                        teacher ->
                                err.line(
                                        "the teacher on unseen text: %.4f nats a byte"
                                                .formatted(teacher.perByte())));
    }

    @Override
    public void step(final Trainer.Step step) {
        if (first < 0) {
            first = step.number();
        }
        line.show(
                () ->
                        "step %d of %d: loss %.3f nats a token, rate %.5f, gradient %.2f, %.0f tokens/s"
                                .formatted(
                                        step.number() + 1,
                                        steps,
                                        step.crossEntropy(),
                                        step.rate(),
                                        step.norm(),
                                        rate(step)));
    }

    private double rate(final Trainer.Step step) {
        final double seconds = (System.nanoTime() - start) / 1e9;
        return (step.number() + 1.0 - first) * tokensAStep / Math.max(1e-9, seconds);
    }

    @Override
    public void measured(final int done, final Measured student) {
        line.close();
        final int length = (int) Math.round(BAR * Math.min(1, student.perByte() / TOP));
        final String divergence =
                student.divergence() > 0
                        ? ", KL %.4f nats a token".formatted(student.divergence())
                        : "";
        err.line(
                "%6d %-30s %.4f nats a byte%s"
                        .formatted(done, "#".repeat(length), student.perByte(), divergence));
    }

    @Override
    public void close() {
        line.close();
    }
}
