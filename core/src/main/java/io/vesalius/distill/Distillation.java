package io.vesalius.distill;

import io.vesalius.Vesalius;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufTensor;
import io.vesalius.format.GgufWriter;
import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.VerbsChoice;
import io.vesalius.kernel.WorkerTeam;
import io.vesalius.train.LlamaModel;
import io.vesalius.train.LlamaShape;
import io.vesalius.train.Trainer;
import io.vesalius.train.TrainingText;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From a teacher to a student, in one call that can be stopped and called again. */
public final class Distillation {
    private final Path teacherFile;
    private final DistillationPlan plan;
    private final Progress progress;
    private final WorkFolder folder;
    private final Verbs verbs;

    private Distillation(
            final Path teacherFile,
            final Path output,
            final DistillationPlan plan,
            final Progress progress) {
        this.teacherFile = teacherFile;
        this.plan = plan;
        this.progress = progress;
        folder = WorkFolder.beside(output, plan.settings(bytes(teacherFile)));
        verbs = VerbsChoice.choose(Optional.empty()).verbs();
    }

    /**
     * What came out.
     *
     * @param teacher on the unseen text; empty where its logits can't be computed here
     * @param student on the same text
     * @param parameters of the student
     */
    public record Result(Optional<Measured> teacher, Measured student, int parameters) {}

    private static long bytes(final Path teacher) {
        try (GgufFile file = GgufFile.open(teacher)) {
            return file.tensors().stream().mapToLong(GgufTensor::bytes).sum();
        }
    }

    /**
     * Makes a student.
     *
     * @param output the student's file; `output.work` beside it holds what is under way
     * @throws io.vesalius.base.BadFileException for a file that can't be read or written
     * @throws UnsupportedException for a teacher that can't teach like that
     */
    public static Result run(
            final Path teacher,
            final Path output,
            final DistillationPlan plan,
            final Progress progress) {
        return new Distillation(teacher, output, plan, progress).run(output);
    }

    private Result run(final Path output) {
        final List<Document> documents = folder.documents("text.txt", this::text);
        final List<Document> held = folder.documents("held.txt", () -> write(1, plan.heldBytes()));
        try (GgufFile file = GgufFile.open(teacherFile);
                WorkerTeam team = new WorkerTeam(plan.threads())) {
            final boolean shared = plan.student().vocabSize().isEmpty();
            final Optional<LlamaModel> teacher = teacher(file);
            final Optional<StudentVocabulary> theirs =
                    shared || teacher.isPresent()
                            ? Optional.of(theirs(file, teacher, held, team))
                            : Optional.empty();
            final StudentVocabulary vocabulary =
                    shared
                            ? theirs.orElseThrow()
                            : StudentVocabulary.train(
                                    documents,
                                    plan.student().vocabSize().getAsInt(),
                                    plan.threads(),
                                    (stage, done, total) -> {});
            final LlamaModel student = begun(file, teacher, vocabulary, theirs);
            final Judge judge =
                    new Judge(verbs, held, vocabulary, shared ? teacher : Optional.empty());
            final List<Document> same =
                    held.stream()
                            .map(d -> vocabulary.cut(d, student.shape().contextLength()))
                            .toList();
            final Optional<Measured> reference =
                    teacher.map(
                            t ->
                                    new Judge(verbs, same, theirs.orElseThrow(), Optional.empty())
                                            .all(t, team));
            train(student, judge, teacher.filter(t -> shared), reference, documents, team, output);
            write(output, student, vocabulary);
            return new Result(reference, judge.all(student, team), student.size());
        }
    }

    /** The student before it has learnt anything. */
    private LlamaModel begun(
            final GgufFile file,
            final Optional<LlamaModel> teacher,
            final StudentVocabulary vocabulary,
            final Optional<StudentVocabulary> theirs) {
        final LlamaShape shape = plan.student().shape(vocabulary.size());
        final long seed = plan.training().seed();
        if (!plan.student().fromTeacher()) {
            return LlamaModel.random(shape, seed);
        }
        final List<int[]> spelling =
                new ArrayList<>(Spelling.of(new GgufMetadata(vocabulary.keys()), file.metadata()));
        theirs.ifPresent(own -> spelling.set(vocabulary.end(), new int[] {own.end()}));
        return teacher.orElseThrow(
                        () ->
                                new BadRequestException(
                                        "start",
                                        "start is teacher: only a Llama's layers can be begun"
                                                + " with"))
                .withVocabulary(shape, spelling, seed);
    }

    /** Another family can write, though its logits can't be learnt from. */
    private Optional<LlamaModel> teacher(final GgufFile file) {
        try {
            return Optional.of(LlamaModel.read(file));
        } catch (UnsupportedException e) {
            if (plan.training().teacherShare() > 0) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /**
     * The teacher's vocabulary. Some models were trained to end a text with BOS, the next one's
     * beginning: what ends these is what the teacher expects more.
     */
    private StudentVocabulary theirs(
            final GgufFile file,
            final Optional<LlamaModel> teacher,
            final List<Document> held,
            final WorkerTeam team) {
        final StudentVocabulary usual = StudentVocabulary.of(file.metadata());
        if (teacher.isEmpty()) {
            return usual;
        }
        final StudentVocabulary other = usual.endingWith(usual.bos());
        final double ordinary = nats(teacher.get(), usual, held, team);
        return nats(teacher.get(), other, held, team) < ordinary ? other : usual;
    }

    private double nats(
            final LlamaModel teacher,
            final StudentVocabulary vocabulary,
            final List<Document> held,
            final WorkerTeam team) {
        return new Judge(verbs, held, vocabulary, Optional.empty()).some(teacher, team).nats();
    }

    private List<Document> text() {
        return plan.corpus().map(DocumentFile::read).orElseGet(() -> write(0, plan.textBytes()));
    }

    private List<Document> write(final int seedsOn, final long bytes) {
        final SelfText writing =
                new SelfText(plan.writing().seed() + seedsOn, plan.writing().temperatures());
        try (Vesalius model = Vesalius.open(teacherFile, SelfText.options(plan.threads()))) {
            return writing.write(model, bytes, done -> progress.writing(done, bytes));
        }
    }

    private void train(
            final LlamaModel student,
            final Judge judge,
            final Optional<LlamaModel> teacher,
            final Optional<Measured> reference,
            final List<Document> documents,
            final WorkerTeam team,
            final Path output) {
        final TrainingText text =
                new TrainingText(
                        judge.vocabulary().encode(documents), plan.student().contextLength());
        final long bytes = documents.stream().mapToLong(Document::bytes).sum();
        final double tokensPerByte = (double) text.size() / bytes;
        final Trainer trainer = new Trainer(plan.training(), student, teacher, text, verbs, team);
        folder.left().ifPresent(trainer::resume);
        final LossCurve curve =
                new LossCurve(
                        folder.curve(),
                        trainer.done(),
                        reference.map(Measured::perByte).orElse(0.0));
        progress.begins(
                new Progress.Begin(
                        student.size(),
                        student.shape().vocabSize(),
                        text.size(),
                        bytes,
                        plan.training().steps(),
                        (long) plan.training().batch() * plan.student().contextLength(),
                        reference));
        double sum = 0;
        int count = 0;
        while (!trainer.finished()) {
            final Trainer.Step step = trainer.step();
            progress.step(step);
            sum += step.crossEntropy();
            count++;
            if (trainer.done() % plan.every() == 0 || trainer.finished()) {
                final Measured measured = judge.some(student, team);
                curve.add(
                        new CurvePoint(
                                trainer.done(), sum / count * tokensPerByte, measured.perByte()));
                curve.draw(output.resolveSibling(output.getFileName() + ".svg"));
                trainer.save(folder.checkpoint());
                progress.measured(trainer.done(), measured);
                sum = 0;
                count = 0;
            }
        }
    }

    private void write(
            final Path output, final LlamaModel student, final StudentVocabulary vocabulary) {
        final GgufWriter writer =
                new GgufWriter()
                        .put("general.architecture", "llama")
                        .put("general.name", plan.student().name());
        student.describe(writer, plan.type());
        vocabulary.describe(writer);
        writer.write(output);
    }
}
