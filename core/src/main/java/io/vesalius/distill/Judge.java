package io.vesalius.distill;

import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.WorkerTeam;
import io.vesalius.train.Evaluation;
import io.vesalius.train.LlamaModel;

import java.util.List;
import java.util.Optional;

/** Measures models of one vocabulary on the text that no student sees. */
final class Judge {
    /** Documents on which a student is measured while it learns. */
    private static final int WATCHED = 200;

    private final Verbs verbs;
    private final List<Document> held;
    private final List<int[]> ids;
    private final Optional<LlamaModel> teacher;
    private final StudentVocabulary vocabulary;

    /**
     * @param teacher of the same vocabulary, to measure the divergence from
     */
    Judge(
            final Verbs verbs,
            final List<Document> held,
            final StudentVocabulary vocabulary,
            final Optional<LlamaModel> teacher) {
        this.verbs = verbs;
        this.held = held;
        this.vocabulary = vocabulary;
        this.teacher = teacher;
        ids = vocabulary.encode(held);
    }

    StudentVocabulary vocabulary() {
        return vocabulary;
    }

    /** On enough documents to see where it goes. */
    Measured some(final LlamaModel model, final WorkerTeam team) {
        return measure(model, Math.min(WATCHED, ids.size()), team);
    }

    /** On all documents. */
    Measured all(final LlamaModel model, final WorkerTeam team) {
        return measure(model, ids.size(), team);
    }

    private Measured measure(final LlamaModel model, final int count, final WorkerTeam team) {
        final List<int[]> texts = ids.subList(0, count);
        final Evaluation found = Evaluation.of(model, teacher, texts, verbs, team);
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += vocabulary.cut(held.get(i), model.shape().contextLength()).bytes();
        }
        return Measured.of(found, bytes);
    }
}
