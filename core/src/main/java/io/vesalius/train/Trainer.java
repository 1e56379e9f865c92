package io.vesalius.train;

import io.vesalius.base.BadRequestException;
import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.WorkerTeam;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Trains a model step by step. The sequences of a step are divided into a fixed number of shards,
 * each with gradients of its own, which are added in order: so the number of threads changes
 * nothing.
 */
public final class Trainer {
    private static final int MOST_SHARDS = 8;

    /** What a worker computes with. */
    private record Worker(Transformer student, Optional<Transformer> teacher, Loss loss) {}

    /**
     * A step that is done.
     *
     * @param number from 0
     * @param crossEntropy mean over its tokens, in nats
     * @param divergence from the teacher, mean; 0 without one
     * @param rate of learning
     * @param norm of the gradients, before clipping
     */
    public record Step(
            int number, double crossEntropy, double divergence, double rate, double norm) {}

    private final TrainingPlan plan;
    private final TrainingText text;
    private final WorkerTeam team;
    private final Weights student;
    private final AdamW optimizer;
    private final List<Worker> workers = new ArrayList<>();
    private final float[][] shards; // each laid out like the parameters
    private final Loss.Value[] losses; // one a sequence
    private final int[] windows; // where the step's sequences begin
    private int next;

    /**
     * @param teacher of the same vocabulary; needed when the plan gives it a share of the loss
     */
    public Trainer(
            final TrainingPlan plan,
            final LlamaModel model,
            final Optional<LlamaModel> teacher,
            final TrainingText text,
            final Verbs verbs,
            final WorkerTeam team) {
        this.plan = plan;
        this.text = text;
        this.team = team;
        student = model.weights();
        check(teacher);
        optimizer = new AdamW(student.layout(), plan.decay());
        shards = new float[Math.min(MOST_SHARDS, plan.batch())][student.layout().size()];
        losses = new Loss.Value[plan.batch()];
        windows = new int[plan.batch()];
        final Optional<LlamaModel> asked = teacher.filter(t -> plan.teacherShare() > 0);
        for (int i = 0; i < Math.min(team.size(), shards.length); i++) {
            workers.add(
                    new Worker(
                            new Transformer(student, verbs, text.length()),
                            asked.map(t -> new Transformer(t.weights(), verbs, text.length())),
                            new Loss(verbs, student.shape().vocabSize())));
        }
        student.pack(team);
        asked.ifPresent(t -> t.weights().pack(team));
    }

    private void check(final Optional<LlamaModel> teacher) {
        final int vocabSize = student.shape().vocabSize();
        if (plan.teacherShare() > 0
                && teacher.filter(t -> t.shape().vocabSize() == vocabSize).isEmpty()) {
            throw new BadRequestException(
                    "teacher_share",
                    "teacher_share is %s: the teacher and the student must have one vocabulary"
                            .formatted(plan.teacherShare()));
        }
        if (text.length() > student.shape().contextLength()) {
            throw new BadRequestException(
                    "context",
                    "context is %d: windows of %d tokens don't fit"
                            .formatted(student.shape().contextLength(), text.length()));
        }
        for (final int id : text.ids()) {
            if (id < 0 || id >= vocabSize) {
                throw new BadRequestException(
                        "text",
                        "the text has the id %d: the vocabulary has 0 to %d"
                                .formatted(id, vocabSize - 1));
            }
        }
    }

    /** Steps that are done. */
    public int done() {
        return next;
    }

    public boolean finished() {
        return next >= plan.steps();
    }

    /** Does the next step. */
    public Step step() {
        text.windows((long) next * plan.batch(), plan.seed(), windows);
        team.run(shards.length, this::shard);
        final Loss.Value loss = Arrays.stream(losses).reduce(Loss.Value.ZERO, Loss.Value::plus);
        final float[] gradients = sum();
        final double norm = AdamW.norm(gradients);
        if (!Double.isFinite(norm)) {
            throw new BadRequestException(
                    "rate",
                    "the gradients of step %d are no finite numbers: train with a lower rate than %s"
                            .formatted(next, plan.rate()));
        }
        final double rate = plan.rateAt(next);
        final float factor = (float) Math.min(1, plan.clip() / Math.max(norm, 1e-30));
        optimizer.step(student.values(), gradients, factor, rate, next);
        student.pack(team);
        final double tokens = (double) plan.batch() * text.length();
        return new Step(
                next++, loss.crossEntropy() / tokens, loss.divergence() / tokens, rate, norm);
    }

    private void shard(final int worker, final int shard) {
        final float[] gradients = shards[shard];
        Arrays.fill(gradients, 0);
        for (int i = shard; i < plan.batch(); i += shards.length) {
            losses[i] = sequence(workers.get(worker), windows[i], gradients);
        }
    }

    private Loss.Value sequence(final Worker worker, final int at, final float[] gradients) {
        final int rows = text.length();
        final int[] ids = text.ids();
        final float weight = 1f / (plan.batch() * rows);
        final float[] logits = worker.student().forward(ids, at, rows);
        final Loss.Value loss =
                worker.teacher().isPresent()
                        ? worker.loss()
                                .distil(
                                        logits,
                                        worker.teacher().get().forward(ids, at, rows),
                                        rows,
                                        ids,
                                        at + 1,
                                        weight,
                                        plan.mix())
                        : worker.loss().text(logits, rows, ids, at + 1, weight);
        worker.student().backward(logits, ids, at, rows, gradients);
        return loss;
    }

    /** All shards' gradients, in the first. */
    private float[] sum() {
        final float[] total = shards[0];
        final int pieces = 16;
        team.run(
                pieces,
                (worker, piece) -> {
                    final int from = (int) ((long) total.length * piece / pieces);
                    final int to = (int) ((long) total.length * (piece + 1) / pieces);
                    for (int shard = 1; shard < shards.length; shard++) {
                        final float[] more = shards[shard];
                        for (int i = from; i < to; i++) {
                            total[i] += more[i];
                        }
                    }
                });
        return total;
    }

    /** Writes all that the next step depends on. */
    public void save(final Path file) {
        checkpoint().write(file, next);
    }

    /**
     * Goes on where another left off, to the bit.
     *
     * @throws io.vesalius.base.BadFileException for a checkpoint of another training
     */
    public void resume(final Path file) {
        next = checkpoint().read(file);
        student.pack(team);
    }

    private Checkpoint checkpoint() {
        return new Checkpoint(
                step -> student.shape() + ", " + plan.until(step) + ", " + text.fingerprint(),
                List.of(student.values(), optimizer.means(), optimizer.squares()));
    }
}
