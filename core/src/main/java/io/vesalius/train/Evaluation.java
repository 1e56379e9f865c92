package io.vesalius.train;

import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.WorkerTeam;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How well a model predicts texts that it hasn't seen: each alone, from its first token on, as far
 * as the context goes.
 *
 * @param tokens that were predicted
 * @param crossEntropy sum over them, in nats
 * @param divergence from the teacher, sum; 0 without one
 */
public record Evaluation(long tokens, double crossEntropy, double divergence) {
    /** The mean over tokens, in nats. */
    public double perToken() {
        return crossEntropy / tokens;
    }

    /**
     * Measures.
     *
     * @param teacher of the same vocabulary, to measure the divergence from
     * @param texts ids with the token that opens each
     */
    public static Evaluation of(
            final LlamaModel model,
            final Optional<LlamaModel> teacher,
            final List<int[]> texts,
            final Verbs verbs,
            final WorkerTeam team) {
        final int most = model.shape().contextLength();
        final int longest = texts.stream().mapToInt(t -> t.length).max().orElse(1);
        final int rows = Math.max(1, Math.min(most, longest));
        final Transformer[] students = new Transformer[team.size()];
        Arrays.setAll(students, i -> new Transformer(model.weights(), verbs, rows));
        final Optional<Transformer[]> teachers =
                teacher.map(
                        t -> {
                            final Transformer[] all = new Transformer[team.size()];
                            Arrays.setAll(all, i -> new Transformer(t.weights(), verbs, rows));
                            t.weights().pack(team);
                            return all;
                        });
        model.weights().pack(team);
        final Loss.Value[] values = new Loss.Value[texts.size()];
        final int vocabSize = model.shape().vocabSize();
        team.run(
                texts.size(),
                (worker, index) -> {
                    final int[] ids = texts.get(index);
                    final int count = Math.min(rows, ids.length - 1);
                    values[index] =
                            count < 1
                                    ? Loss.Value.ZERO
                                    : measure(
                                            students[worker],
                                            teachers.map(all -> all[worker]),
                                            ids,
                                            count,
                                            new Loss(verbs, vocabSize));
                });
        final Loss.Value sum = Arrays.stream(values).reduce(Loss.Value.ZERO, Loss.Value::plus);
        final long tokens = texts.stream().mapToLong(t -> Math.clamp(t.length - 1, 0, rows)).sum();
        return new Evaluation(tokens, sum.crossEntropy(), sum.divergence());
    }

    private static Loss.Value measure(
            final Transformer student,
            final Optional<Transformer> teacher,
            final int[] ids,
            final int count,
            final Loss loss) {
        final float[] logits = student.forward(ids, 0, count);
        return teacher.isPresent()
                ? loss.distil(
                        logits,
                        teacher.get().forward(ids, 0, count),
                        count,
                        ids,
                        1,
                        0,
                        new Loss.Mix(1, 1))
                : loss.text(logits, count, ids, 1, 0);
    }
}
