package io.vesalius.cli;

import io.vesalius.GenerateOptions;
import io.vesalius.OpenOptions;
import io.vesalius.Vesalius;
import io.vesalius.engine.Answer;
import io.vesalius.engine.Generation;
import io.vesalius.prompt.Prompt;
import io.vesalius.tensor.CacheType;
import io.vesalius.tokenizer.EncodeOptions;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Optional;

/** A text continued. */
@picocli.CommandLine.Command(
        description =
                "Writes the continuation of the prompt to standard output as it is generated,"
                    + " without the prompt itself, and then how long it took to standard error. The"
                    + " prompt goes to the model as it is, without a chat template, after BOS where"
                    + " the model was trained with it.",
        footer = {
            "vesalius run 'Once upon a time'",
            "vesalius run -m model.gguf 'Once upon a time'",
            "vesalius run -m model.gguf -n 50 --temperature 0 --json - < prompt.txt",
            "vesalius run -m model.gguf -n 40 -N 3 --seed 7 'The best thing about Padua is'",
            "vesalius run -m model.gguf -n 40 --beam 4 --n-best 4 'In 1543,'",
            "vesalius run -m model.gguf --example 'sea => mer' --example 'sky => ciel' earth"
        })
final class RunCommand implements Command {
    @Mixin(name = "Prompt")
    private final PromptSource source = new PromptSource();

    @Option(
            names = "--special",
            description = "Recognise control tokens in the prompt: only for text you trust.")
    private boolean special;

    @Option(
            names = "--json",
            description =
                    "One line of JSON at the end: text, ids, finish_reason, seed, timings, and"
                            + " choices and log_probs where asked for.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No timings.")
    private boolean quiet;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "Write what the engine did, step by step, as JSON lines.")
    private Optional<String> journal = Optional.empty();

    @Mixin(name = "Parts of a prompt, laid out as a text that a base model goes on with")
    private final PromptFlags parts = new PromptFlags();

    @Mixin(name = "Model and memory")
    private final ModelFlags model = new ModelFlags();

    @Mixin(name = GuessFlags.HEADING)
    private final GuessFlags guess = new GuessFlags();

    @Mixin(name = "Length and end")
    private final StopFlags stop = new StopFlags();

    @Mixin(name = "Answers")
    private final AnswerFlags answers = new AnswerFlags();

    @Mixin(name = "Sampling")
    private final SamplingFlags sampling = new SamplingFlags();

    @Mixin(name = "Beam search")
    private final BeamFlags beam = new BeamFlags();

    @Override
    public void run(final Shell shell) {
        GenerateOptions options = answers.options(sampling, stop, beam);
        final String prompt;
        if (parts.given()) {
            final Prompt whole = parts.prompt(source.readIfAny(shell).orElse(""));
            prompt = whole.toText();
            options = options.withMoreStopStrings(whole.stops());
        } else {
            prompt = source.read(shell);
        }
        if (journal.isEmpty()) {
            generate(shell, prompt, options, Optional.empty());
            return;
        }
        try (JournalFile file = JournalFile.create(ModelPath.path(journal.get()))) {
            generate(shell, prompt, options, Optional.of(file));
        }
    }

    private void generate(
            final Shell shell,
            final String prompt,
            final GenerateOptions options,
            final Optional<JournalFile> watcher) {
        final OpenOptions usual = guess.of(model.options(CacheType.F16));
        final OpenOptions how = watcher.map(usual::withJournal).orElse(usual);
        try (Vesalius open = model.openOrBuiltIn(shell, how)) {
            final boolean bos = open.tokenizer().addsBos();
            final int[] ids =
                    open.tokenizer().encode(prompt, new EncodeOptions(bos, false, special));
            show(shell, open, options, open.submit(ids, options));
        }
    }

    private void show(
            final Shell shell,
            final Vesalius open,
            final GenerateOptions options,
            final Generation generation) {
        final boolean several =
                options.choices() > 1 || options.beam().filter(b -> b.nBest() > 1).isPresent();
        final boolean streamed = !json && !several;
        final Answer answer =
                Follow.text(
                        generation,
                        text -> {
                            if (streamed) {
                                shell.out().printForeign(text).flush();
                            }
                        });
        if (json) {
            final boolean logProbs = sampling.wantsLogProbs();
            shell.out()
                    .line(
                            Json.text(
                                    new AnswerJson(answer, open.tokenizer(), logProbs, several)
                                            .members()));
            return;
        }
        if (several) {
            writeAll(shell.out(), answer);
        } else if (shell.out().isTerminal()) {
            shell.out().line("");
        }
        if (!quiet) {
            final boolean midLine = streamed && !shell.out().isTerminal() && !ended(answer);
            shell.err().print(midLine ? "\n" : "").print(AnswerText.timings(answer)).flush();
        }
    }

    /** Whether what comes next begins a line, where both streams go to one place. */
    private static boolean ended(final Answer answer) {
        return answer.text().isEmpty() || answer.text().endsWith("\n");
    }

    private static void writeAll(final Output out, final Answer answer) {
        int number = 1;
        for (final var completion : answer.completions()) {
            out.print("--- %d (%s)\n".formatted(number++, completion.reason().openAiWord()));
            out.printForeign(completion.text()).line("");
        }
    }
}
