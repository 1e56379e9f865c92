package io.vesalius.cli;

import io.vesalius.GenerateOptions;
import io.vesalius.OpenOptions;
import io.vesalius.Vesalius;
import io.vesalius.base.UnsupportedException;
import io.vesalius.tensor.CacheType;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Optional;

/** A conversation. */
@picocli.CommandLine.Command(
        description =
                "Messages go through the model's chat template; what was said stays in the cache."
                    + " On a terminal /help lists what you can type. Where standard input is no"
                    + " terminal, each of its lines is a message, and only answers go to standard"
                    + " output.",
        footer = {
            "vesalius chat --message 'Once there was a small cat'",
            "vesalius chat -m model.gguf --system 'You answer in one sentence.'",
            "vesalius chat -m model.gguf --message 'Who was Andreas Vesalius?' --temperature 0",
            "vesalius chat -m model.gguf --directive 'Translate to French.' --example 'sea => mer'",
            "vesalius chat -m model.gguf --json < questions.txt > answers.jsonl"
        })
final class ChatCommand implements Command {
    @Option(
            names = "--message",
            paramLabel = "TEXT",
            description = "Ask this, show the answer and leave; - for all of standard input.")
    private Optional<String> message = Optional.empty();

    @Option(
            names = "--chat-template",
            paramLabel = "FILE",
            description = "A Jinja template instead of the model's own.")
    private Optional<String> template = Optional.empty();

    @Option(
            names = "--json",
            description = "One line of JSON an answer, with the members of 'vesalius run --json'.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No timings. On a terminal they are left to /stats.")
    private boolean quiet;

    @Mixin(name = "What the model is told beside each message")
    private final PromptFlags parts = new PromptFlags();

    @Mixin(name = "Model and memory")
    private final ModelFlags model = new ModelFlags();

    @Mixin(name = GuessFlags.HEADING)
    private final GuessFlags guess = new GuessFlags();

    @Mixin(name = "Length and end of an answer")
    private final StopFlags stop = new StopFlags();

    @Mixin(name = "Sampling")
    private final SamplingFlags sampling = new SamplingFlags();

    @Override
    public void run(final Shell shell) {
        final GenerateOptions options =
                GenerateOptions.DEFAULT
                        .withSampling(sampling.parameters())
                        .withStop(stop.parameters());
        try (Vesalius open = open(shell)) {
            if (open.chatTemplate().isEmpty()) {
                throw new UnsupportedException(
                        "this model has no chat template: give one with --chat-template, or"
                                + " continue texts with 'vesalius run'");
            }
            converse(shell, open, options);
        }
    }

    private Vesalius open(final Shell shell) {
        final OpenOptions options = guess.of(model.options(CacheType.F16));
        return model.openOrBuiltIn(
                shell,
                template.map(ModelPath::path)
                        .map(TextInput::file)
                        .map(options::withChatTemplate)
                        .orElse(options));
    }

    private void converse(final Shell shell, final Vesalius open, final GenerateOptions options) {
        final boolean interactive =
                message.isEmpty() && shell.inIsTerminal() && shell.out().isTerminal();
        final ChatStyle style =
                new ChatStyle(
                        options,
                        interactive,
                        json,
                        sampling.wantsLogProbs(),
                        !quiet && !interactive);
        try (LineSource lines =
                interactive
                        ? TerminalLines.ofSystem(shell.colours(shell.out()))
                        : new PlainLines(shell)) {
            final ChatSession session =
                    new ChatSession(
                            shell, open, lines, style, new Conversation(open, parts.prompt("?")));
            if (message.isPresent()) {
                session.ask(text(shell, message.get()));
                return;
            }
            if (interactive) {
                shell.err().line(model.name() + ": /help explains, /exit leaves");
            }
            session.run();
        }
    }

    private static String text(final Shell shell, final String given) {
        return given.equals("-") ? TextInput.standardInput(shell) : given;
    }
}
