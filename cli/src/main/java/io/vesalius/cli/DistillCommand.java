package io.vesalius.cli;

import io.vesalius.distill.Distillation;
import io.vesalius.distill.DistillationPlan;
import io.vesalius.distill.Measured;
import io.vesalius.distill.SelfText;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A teacher in, a smaller model out. */
@picocli.CommandLine.Command(
        description =
                "The teacher writes texts by itself, or a corpus is given; the student, a Llama of"
                    + " the given shape, learns from them: from the text alone with a tokeniser"
                    + " trained on it (--vocab), or from the teacher's probabilities too where it"
                    + " keeps the teacher's tokens (--teacher-share). The same command gives the"
                    + " same model on any number of threads. What is under way lies in FILE.work:"
                    + " stopped, it goes on from there. FILE.svg shows the loss.",
        footer = {
            "vesalius distill -m teacher.gguf -o student.gguf --vocab 1024 --layers 5 --hidden 96"
                    + " --heads 3 --feed-forward 256",
            "vesalius distill -m teacher.gguf -o student.gguf --teacher-share 0.9"
                    + " --kl-temperature 2 --steps 20000"
        })
final class DistillCommand implements Command {
    @Option(
            names = {"-m", "--model"},
            required = true,
            paramLabel = "TEACHER",
            description = "The teacher's GGUF file.")
    private String teacher = "";

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Where the student's GGUF file goes.")
    private String output = "";

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads that work. Default: one a processor.")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--every",
            paramLabel = "STEPS",
            description =
                    "Steps from one measurement and checkpoint to the next. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int every = 200;

    @Option(
            names = "--json",
            description =
                    "One line {\"parameters\", \"student\", \"teacher\"}, the latter two with"
                            + " \"nats_per_byte\", \"perplexity_per_byte\", \"tokens\", \"bytes\".")
    private boolean json;

    @Mixin(name = "Student")
    private final StudentFlags student = new StudentFlags();

    @Mixin(name = "Text")
    private final DistillTextFlags text = new DistillTextFlags();

    @Mixin(name = "Training")
    private final TrainingFlags training = new TrainingFlags();

    @Override
    public void run(final Shell shell) {
        final Path file = ModelPath.of(teacher);
        final DistillationPlan plan =
                new DistillationPlan(
                        student.spec(),
                        training.plan(),
                        new SelfText(text.seed(), text.temperatures()),
                        text.bytes(),
                        text.heldBytes(),
                        text.corpus(),
                        student.type(),
                        Threads.checked(threads),
                        every);
        try (DistillMeter meter = new DistillMeter(shell.err())) {
            report(shell, Distillation.run(file, ModelPath.path(output), plan, meter));
        }
    }

    private void report(final Shell shell, final Distillation.Result result) {
        if (json) {
            final Json.Members members =
                    Json.object()
                            .put("parameters", result.parameters())
                            .put("student", members(result.student()));
            result.teacher().ifPresent(measured -> members.put("teacher", members(measured)));
            shell.out().line(Json.text(members));
            return;
        }
        final List<String> lines = new ArrayList<>();
        lines.add("%s: %d parameters".formatted(Printable.line(output), result.parameters()));
        lines.add("student  " + line(result.student()));
        result.teacher().ifPresent(measured -> lines.add("teacher  " + line(measured)));
        result.teacher()
                .ifPresent(
                        measured ->
                                lines.add(
                                        "the student's perplexity a byte is %+.1f %% of the teacher's"
                                                .formatted(
                                                        100
                                                                * (result.student().perplexity()
                                                                                / measured
                                                                                        .perplexity()
                                                                        - 1))));
        lines.forEach(shell.out()::line);
    }

    private static String line(final Measured measured) {
        return "%.4f nats a byte (perplexity %.4f a byte) on %d tokens, %d bytes, of unseen text"
                .formatted(
                        measured.perByte(),
                        measured.perplexity(),
                        measured.tokens(),
                        measured.bytes());
    }

    private static Json.Members members(final Measured measured) {
        return Json.object()
                .put("nats_per_byte", measured.perByte())
                .put("perplexity_per_byte", measured.perplexity())
                .put("tokens", measured.tokens())
                .put("bytes", measured.bytes());
    }
}
