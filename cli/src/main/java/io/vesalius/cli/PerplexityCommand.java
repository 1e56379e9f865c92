package io.vesalius.cli;

import io.vesalius.Perplexity;
import io.vesalius.Vesalius;
import io.vesalius.tensor.CacheType;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How well a model predicts a text. */
@picocli.CommandLine.Command(
        description =
                "The text's tokens are cut into windows, each read alone, after BOS if the model"
                    + " was trained with it; every token is scored that has something before it in"
                    + " its window. Perplexity is exp of the mean negative log-likelihood: lower is"
                    + " better, and only models of one vocabulary compare.",
        footer = {
            "vesalius perplexity -m model.gguf english.txt",
            "vesalius perplexity -m model.gguf --window 256 --cache-type f16 --json english.txt"
        })
final class PerplexityCommand implements Command {
    @Option(
            names = {"-w", "--window"},
            paramLabel = "TOKENS",
            description = "Tokens of a window. Default: ${DEFAULT-VALUE}.")
    private int window = 512;

    @Option(
            names = "--json",
            description =
                    "One line {\"perplexity\", \"tokens\", \"nll\", \"windows\", \"window\","
                            + " \"seconds\", \"tokens_per_second\"}.")
    private boolean json;

    @Parameters(
            arity = "1",
            paramLabel = "FILE",
            description = "A text file in UTF-8, or - for standard input.")
    private String file = "";

    @Mixin(name = "Model and memory")
    private final ModelFlags model = new ModelFlags();

    @Override
    public void run(final Shell shell) {
        final String text =
                file.equals("-")
                        ? TextInput.standardInput(shell)
                        : TextInput.file(ModelPath.path(file));
        try (Vesalius open = model.open(shell, CacheType.F32)) {
            final long start = System.nanoTime();
            final Perplexity found = Perplexity.of(open, text, window);
            final double seconds = (System.nanoTime() - start) / 1e9;
            if (json) {
                shell.out().line(Json.text(members(found, seconds)));
            } else {
                shell.out()
                        .line(
                                "perplexity %.4f (%d tokens in %d windows, %.1f s)"
                                        .formatted(
                                                found.value(),
                                                found.tokens(),
                                                found.windows(),
                                                seconds));
            }
        }
    }

    private Json.Members members(final Perplexity found, final double seconds) {
        return Json.object()
                .put("perplexity", found.value())
                .put("tokens", found.tokens())
                .put("nll", found.nll())
                .put("windows", found.windows())
                .put("window", window)
                .put("seconds", Json.rounded(seconds, 3))
                .put("tokens_per_second", Json.rounded(found.tokens() / seconds, 2));
    }
}
